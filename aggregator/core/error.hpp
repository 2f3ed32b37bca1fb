#pragma once

#include <array>
#include <boost/system/result.hpp>
#include <cstdint>
#include <string>
#include <string_view>

namespace tickbard {

/// Why a trade was not counted in any bar. One counter each: `tickbard_ticks_rejected_total{reason}`.
enum class Reject : std::uint8_t {
  malformed,       ///< a field is missing or of the wrong type
  bad_symbol,      ///< empty, longer than 23 bytes, or with control characters, quotes or spaces
  bad_price,       ///< not a number, zero, negative, null marker, or finer than 1e-9
  bad_size,        ///< not a number, zero, negative, or finer than 1e-8
  bad_time,        ///< unreadable, or outside 1990..2099
  future,          ///< ahead of this machine's clock by more than 5 s plus the feed's observed skew
  overflow,        ///< the bar's 128-bit sums cannot hold it
  informational,   ///< repeats a print (official open or close): neither price nor volume
  other_feed,      ///< another live feed owns the symbol
  bars_disabled,   ///< ENABLE_PRICE_BARS is off
};

inline constexpr std::array<std::string_view, 10> kRejectNames{
    "malformed", "bad_symbol", "bad_price",     "bad_size",   "bad_time",
    "future",    "overflow",   "informational", "other_feed", "bars_disabled"};

constexpr std::string_view name_of(Reject r) { return kRejectNames[static_cast<std::size_t>(r)]; }

/// A trade field or its reason for rejection. Nothing is thrown on the tick path.
template <class T>
using Parsed = boost::system::result<T, Reject>;

/// boost::system::result asks for this; tick-path code never calls value().
[[noreturn]] void throw_exception_from_error(Reject r, const boost::source_location& where);

/// What went wrong outside the tick path, as one sentence for a person: what, to which thing, what to do.
struct Problem {
  std::string text;
};

template <class T>
using Result = boost::system::result<T, Problem>;

[[noreturn]] void throw_exception_from_error(const Problem& p, const boost::source_location& where);

}  // namespace tickbard
