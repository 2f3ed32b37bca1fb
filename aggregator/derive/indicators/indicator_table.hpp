#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <variant>

namespace tickbard {

/// Every value of a snapshot, in the order in which they are shown.
enum class Indicator : std::uint8_t {
  close,
  sma_5,
  sma_8,
  sma_10,
  sma_13,
  sma_14,
  sma_20,
  sma_21,
  sma_28,
  sma_46,
  sma_50,
  sma_100,
  sma_150,
  sma_200,
  ema_8,
  ema_10,
  ema_21,
  ema_200,
  rsi_14,
  atr_14,
  atr_pct,
  atr_distance,
  atrx_sma_21,
  atrx_sma_100,
  atrx_sma_150,
  pdi_14,
  mdi_14,
  dx_14,
  adx_14,
  macd,
  macd_signal,
  macd_hist,
  roc_17,
  roc_27,
  perf_1d,
  perf_3d,
  perf_5d,
  perf_20d,
  perf_60d,
  perf_120d,
  perf_252d,
  perf_mtd,
  perf_qtd,
  perf_ytd,
  pct_dist_ema_8,
  pct_dist_ema_21,
  pct_dist_ema_200,
  atr_dist_ema_8,
  atr_dist_ema_21,
  atr_dist_ema_200,
  ma_aligned,
  ema_21_ge_sma_21,
  sma_21_ge_sma_50,
  sma_50_ge_sma_100,
  sma_100_ge_sma_200,
  ma_bucket,
  range_pos_20d,
  range_pos_50d,
  range_pos_252d,
  volatility_rank,
  volatility_regime,
  stage_label,
  stage_slope_pct,
  stage_dist_pct,
  stage_label_5d_ago,
  mansfield_rs,
  td_buy_setup,
  td_sell_setup,
  td_buy_perfected,
  td_sell_perfected,
  td_buy_countdown,
  td_sell_countdown,
  gaps_unfilled_up,
  gaps_unfilled_down,
  trend_lines_up,
  trend_lines_down,
  bars,
};
inline constexpr std::size_t kIndicators = static_cast<std::size_t>(Indicator::bars) + 1;

/// One line of the documentation.
struct IndicatorInfo {
  Indicator id{};
  std::string_view name;  ///< the key in JSON
  std::string_view unit;  ///< price, percent, fraction, multiple, index (0 to 100), count, flag, text
  std::string_view how;
  bool of_days = false;  ///< its name counts sessions, so it has no meaning in a series of shorter bars
};

/// In the order of Indicator.
std::span<const IndicatorInfo, kIndicators> indicator_table();

inline const IndicatorInfo& info_of(Indicator i) {
  return indicator_table()[static_cast<std::size_t>(i)];
}

/// Nothing, a number, a flag, or a word out of a fixed few (so the view outlives everything).
using IndicatorValue = std::variant<std::monostate, double, bool, std::string_view>;

/// `warm` is false for nothing, and for a value that still owes more than kWarmSeedShare to a seed.
struct Measured {
  IndicatorValue value;
  bool warm = false;
  friend bool operator==(const Measured&, const Measured&) = default;
};

}  // namespace tickbard
