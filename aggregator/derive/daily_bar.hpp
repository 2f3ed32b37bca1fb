#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "aggregator/core/decimal.hpp"
#include "aggregator/core/symbol.hpp"
#include "aggregator/core/time.hpp"

namespace tickbard {

/// Which figure a day's open or close is, best first.
enum class DayPriceSource : std::uint8_t {
  official,  ///< the listing market's official price, or a provider's daily summary
  auction,   ///< the opening or closing auction's print
  rth_bar,   ///< the first or last regular minute
};
inline constexpr std::array<std::string_view, 3> kOpenSourceNames{"official", "auction", "first_rth_bar"};
inline constexpr std::array<std::string_view, 3> kCloseSourceNames{"official", "auction", "last_rth_bar"};

/// Who made a daily bar: the rollup of minutes, or an import, which the rollup never replaces.
enum class DayOrigin : std::uint8_t { minutes, import };
inline constexpr std::array<std::string_view, 2> kDayOriginNames{"minutes", "import"};

/// One symbol's trading day: one row of `daily_bars`. Prices are regular hours' (raw, not split-adjusted); volumes
/// are by segment. A day without a regular-hours price has no row. An immutable fact; a change is a higher
/// revision.
struct DailyBar {
  Symbol symbol;
  SessionDate session{};
  Price open, high, low, close;
  Volume volume_rth, volume_pre, volume_post;  ///< the closing auction's print counts as regular
  std::uint64_t trade_count = 0;               ///< of all segments
  std::optional<Price> vwap_rth;
  DayPriceSource open_source = DayPriceSource::rth_bar;
  DayPriceSource close_source = DayPriceSource::rth_bar;
  std::uint32_t bars_rth = 0;                      ///< regular minutes present
  std::uint32_t expected_bars = 0;                 ///< regular minutes of the session
  std::optional<MinuteStart> first_bar, last_bar;  ///< of all segments
  bool is_final = false;
  DayOrigin origin = DayOrigin::minutes;
  std::uint32_t revision = 1;
  friend bool operator==(const DailyBar&, const DailyBar&) = default;
};

}  // namespace tickbard
