#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "aggregator/core/error.hpp"

namespace tickbard {

/// One line that a chart can show: "sma:20", "sma:8:shift=5", "ema:21", "rsi:14", "tr", "atr:14", "atr_pct:14",
/// "pdi:14", "mdi:14", "dx:14", "adx:14", "macd:12:26:9", "macd_signal:12:26:9", "macd_hist:12:26:9", "roc:17".
struct IndicatorKey {
  enum class Kind : std::uint8_t {
    sma,
    ema,
    rsi,
    tr,
    atr,
    atr_pct,
    pdi,
    mdi,
    dx,
    adx,
    macd,
    macd_signal,
    macd_hist,
    roc
  };
  Kind kind{};
  int period = 0;            ///< of the fast average for the three of macd; 0 for tr
  int slow = 0, signal = 0;  ///< of the three of macd
  int shift = 0;             ///< of sma: as it stood so many bars ago
  friend bool operator==(const IndicatorKey&, const IndicatorKey&) = default;
};

inline constexpr int kLongestPeriod = 1000;
inline constexpr std::size_t kMostKeys = 16;

/// Letters' case and spaces around do not matter. Left out periods are the usual ones: 14, and 12:26:9 for macd;
/// sma, ema and roc have none. Errors: a sentence that says what is wrong and how it is written.
Result<IndicatorKey> parse_indicator_key(std::string_view text);

/// A list with commas, at most kMostKeys, each once; empty text is an empty list.
Result<std::vector<IndicatorKey>> parse_indicator_keys(std::string_view text);

/// With all periods written out: the name of the line.
std::string to_text(const IndicatorKey& key);

}  // namespace tickbard
