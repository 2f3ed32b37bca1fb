#pragma once

#include <chrono>
#include <cstdint>
#include <string_view>

#include "aggregator/core/time.hpp"

namespace tickbard {

/// New York's hours, since local midnight. Late trading lasts four hours after the close, whenever that is.
namespace nyse {
inline constexpr std::chrono::minutes kPreOpen = std::chrono::hours{4};
inline constexpr std::chrono::minutes kOpen = std::chrono::minutes{9 * 60 + 30};
inline constexpr std::chrono::minutes kClose = std::chrono::hours{16};
inline constexpr std::chrono::minutes kEarlyClose = std::chrono::hours{13};
inline constexpr std::chrono::minutes kLate = std::chrono::hours{4};
}  // namespace nyse

/// What the exchange's own rules say of one day (NYSE Rule 7.2 and its yearly list of early closes).
struct DayRule {
  enum class Kind : std::uint8_t { full, half, holiday, weekend };
  Kind kind = Kind::full;
  std::string_view note;  ///< the holiday, or why the day is short; a literal
};

/// NYSE and Nasdaq, as they have been since 2000. Precondition: d.ok().
DayRule nyse_rule(SessionDate d);

/// Easter Sunday of the Gregorian calendar.
SessionDate easter_sunday(std::chrono::year y);

}  // namespace tickbard
