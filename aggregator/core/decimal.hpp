#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "aggregator/core/error.hpp"

namespace tickbard {

__extension__ typedef __int128 Int128;

/// An exact decimal: `raw` counts units of 10^-Digits. Two kinds do not mix.
template <int Digits>
struct Fixed {
  std::int64_t raw = 0;
  friend constexpr auto operator<=>(const Fixed&, const Fixed&) = default;
};

inline constexpr int kPriceDigits = 9;
inline constexpr int kSizeDigits = 8;

using Price = Fixed<kPriceDigits>;  ///< int64 in 1e-9
using Size = Fixed<kSizeDigits>;    ///< int64 in 1e-8

/// A sum of sizes, in 1e-8.
struct Volume {
  Int128 raw = 0;
  friend constexpr auto operator<=>(const Volume&, const Volume&) = default;
};

/// A sum of price x size, in 1e-17.
struct Turnover {
  Int128 raw = 0;
  friend constexpr auto operator<=>(const Turnover&, const Turnover&) = default;
};

/// Reads a JSON or CSV decimal ("12", "-0.5", "1.5e-7") exactly into units of 10^-digits.
/// Errors: std::nullopt-like failure for anything that is no decimal, needs finer units, or overflows.
bool parse_decimal(std::string_view text, int digits, std::int64_t& raw) noexcept;

/// As parse_decimal, and strictly positive; INT64_MAX is the vendors' null marker and no price (T-037).
Parsed<Price> parse_price(std::string_view text) noexcept;
Parsed<Size> parse_size(std::string_view text) noexcept;

/// The shortest exact text: no trailing zeros, no exponent.
std::string to_text(Int128 raw, int digits);
inline std::string to_text(Price p) { return to_text(p.raw, kPriceDigits); }
inline std::string to_text(Size s) { return to_text(s.raw, kSizeDigits); }
inline std::string to_text(Volume v) { return to_text(v.raw, kSizeDigits); }

/// Nearest double, for JSON numbers and SQLite REAL only; never used in a computation of ours.
double to_double(Int128 raw, int digits);
inline double to_double(Price p) { return to_double(p.raw, kPriceDigits); }
inline double to_double(Volume v) { return to_double(v.raw, kSizeDigits); }

/// turnover / volume rounded half-even to 1e-9. Precondition: volume.raw > 0.
Price vwap_of(Turnover turnover, Volume volume);

}  // namespace tickbard
