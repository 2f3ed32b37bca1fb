#include "aggregator/derive/indicators/indicator_table.hpp"

namespace tickbard {
namespace {

using enum Indicator;

// In words for people, and the source of every list of names.
constexpr std::array<IndicatorInfo, kIndicators> kTable{{
    {close, "close", "price", "the bar's close, adjusted for splits"},
    {sma_5, "sma_5", "price", "mean of the last 5 closes"},
    {sma_8, "sma_8", "price", "mean of the last 8 closes"},
    {sma_10, "sma_10", "price", "mean of the last 10 closes"},
    {sma_13, "sma_13", "price", "mean of the last 13 closes"},
    {sma_14, "sma_14", "price", "mean of the last 14 closes"},
    {sma_20, "sma_20", "price", "mean of the last 20 closes"},
    {sma_21, "sma_21", "price", "mean of the last 21 closes"},
    {sma_28, "sma_28", "price", "mean of the last 28 closes"},
    {sma_46, "sma_46", "price", "mean of the last 46 closes"},
    {sma_50, "sma_50", "price", "mean of the last 50 closes"},
    {sma_100, "sma_100", "price", "mean of the last 100 closes"},
    {sma_150, "sma_150", "price", "mean of the last 150 closes"},
    {sma_200, "sma_200", "price", "mean of the last 200 closes"},
    {ema_8, "ema_8", "price", "exponential average of closes, k = 2/9, SMA seed"},
    {ema_10, "ema_10", "price", "exponential average of closes, k = 2/11, SMA seed"},
    {ema_21, "ema_21", "price", "exponential average of closes, k = 2/22, SMA seed"},
    {ema_200, "ema_200", "price", "exponential average of closes, k = 2/201, SMA seed"},
    {rsi_14, "rsi_14", "index", "100 G / (G + L), Wilder averages of 14 gains and losses; 50 if nothing moved"},
    {atr_14, "atr_14", "price", "Wilder average of 14 true ranges; the first bar has none"},
    {atr_pct, "atr_pct", "percent", "100 ATR14 / close"},
    {atr_distance, "atr_distance", "multiple", "(close - SMA50) / ATR14"},
    {atrx_sma_21, "atrx_sma_21", "multiple", "(close - SMA21) / ATR14"},
    {atrx_sma_100, "atrx_sma_100", "multiple", "(close - SMA100) / ATR14"},
    {atrx_sma_150, "atrx_sma_150", "multiple", "(close - SMA150) / ATR14"},
    {pdi_14, "pdi_14", "index", "Wilder's +DI: 100 smoothed +DM / smoothed true range"},
    {mdi_14, "mdi_14", "index", "Wilder's -DI: 100 smoothed -DM / smoothed true range"},
    {dx_14, "dx_14", "index", "100 |+DI - -DI| / (+DI + -DI); 0 if both are 0"},
    {adx_14, "adx_14", "index", "Wilder average of 14 DX"},
    {macd, "macd", "price", "EMA12 - EMA26, each with its own SMA seed"},
    {macd_signal, "macd_signal", "price", "EMA9 of macd, seeded with the mean of its first 9 values"},
    {macd_hist, "macd_hist", "price", "macd - macd_signal"},
    {roc_17, "roc_17", "fraction", "change over 17 bars"},
    {roc_27, "roc_27", "fraction", "change over 27 bars"},
    {perf_1d, "perf_1d", "percent", "change over 1 bar", true},
    {perf_3d, "perf_3d", "percent", "change over 3 bars", true},
    {perf_5d, "perf_5d", "percent", "change over 5 bars", true},
    {perf_20d, "perf_20d", "percent", "change over 20 bars", true},
    {perf_60d, "perf_60d", "percent", "change over 60 bars", true},
    {perf_120d, "perf_120d", "percent", "change over 120 bars", true},
    {perf_252d, "perf_252d", "percent", "change over 252 bars, so from the 253rd on", true},
    {perf_mtd, "perf_mtd", "percent",
     "change since the last close before this month, by session date; none if that is of more than 5 sessions "
     "before it"},
    {perf_qtd, "perf_qtd", "percent", "change since the last close before this quarter"},
    {perf_ytd, "perf_ytd", "percent", "change since the last close before this year"},
    {pct_dist_ema_8, "pct_dist_ema_8", "percent", "100 (close / EMA8 - 1)"},
    {pct_dist_ema_21, "pct_dist_ema_21", "percent", "100 (close / EMA21 - 1)"},
    {pct_dist_ema_200, "pct_dist_ema_200", "percent", "100 (close / EMA200 - 1)"},
    {atr_dist_ema_8, "atr_dist_ema_8", "multiple", "(close - EMA8) / ATR14"},
    {atr_dist_ema_21, "atr_dist_ema_21", "multiple", "(close - EMA21) / ATR14"},
    {atr_dist_ema_200, "atr_dist_ema_200", "multiple", "(close - EMA200) / ATR14"},
    {ma_aligned, "ma_aligned", "flag", "EMA21 >= SMA21 >= SMA50 >= SMA100 >= SMA200"},
    {ema_21_ge_sma_21, "ema_21_ge_sma_21", "flag", "EMA21 >= SMA21"},
    {sma_21_ge_sma_50, "sma_21_ge_sma_50", "flag", "SMA21 >= SMA50"},
    {sma_50_ge_sma_100, "sma_50_ge_sma_100", "flag", "SMA50 >= SMA100"},
    {sma_100_ge_sma_200, "sma_100_ge_sma_200", "flag", "SMA100 >= SMA200"},
    {ma_bucket, "ma_bucket", "text",
     "LEADING if close > SMA5 > SMA8 > SMA21 > SMA50 > SMA100 > SMA200, LAGGING if < throughout, NEUTRAL else, "
     "UNKNOWN before 200 bars"},
    {range_pos_20d, "range_pos_20d", "percent", "place of the close between low and high of 20 bars", true},
    {range_pos_50d, "range_pos_50d", "percent", "place of the close between low and high of 50 bars", true},
    {range_pos_252d, "range_pos_252d", "percent", "place of the close between low and high of 252 bars", true},
    {volatility_rank, "volatility_rank", "index",
     "percentile rank of atr_pct among its last 252 values, from 60 on"},
    {volatility_regime, "volatility_regime", "text", "LOW to rank 25, MEDIUM to 75, HIGH to 90, else EXTREME"},
    {stage_label, "stage_label", "text",
     "Weinstein's stage by finished weeks: 1 basing, 2 advancing, 3 topping, 4 declining, TRANSITION, UNKNOWN"},
    {stage_slope_pct, "stage_slope_pct", "percent", "change of the 30-week mean over 5 weeks"},
    {stage_dist_pct, "stage_dist_pct", "percent", "distance of the week's close from the 30-week mean"},
    {stage_label_5d_ago, "stage_label_5d_ago", "text", "stage_label as of 5 bars ago", true},
    {mansfield_rs, "mansfield_rs", "percent", "strength against the benchmark over its own 52-week mean, less 1"},
    {td_buy_setup, "td_buy_setup", "count", "closes in a row below the one 4 bars earlier, after a flip, to 9"},
    {td_sell_setup, "td_sell_setup", "count", "closes in a row above the one 4 bars earlier, after a flip, to 9"},
    {td_buy_perfected, "td_buy_perfected", "flag", "low of bar 8 or 9 at or below those of 6 and 7"},
    {td_sell_perfected, "td_sell_perfected", "flag", "high of bar 8 or 9 at or above those of 6 and 7"},
    {td_buy_countdown, "td_buy_countdown", "count",
     "closes at or below the low 2 bars earlier after a setup, to 13"},
    {td_sell_countdown, "td_sell_countdown", "count",
     "closes at or above the high 2 bars earlier after a setup, to 13"},
    {gaps_unfilled_up, "gaps_unfilled_up", "count", "gaps of 0.5 % or more below that no later low has filled"},
    {gaps_unfilled_down, "gaps_unfilled_down", "count",
     "gaps of 0.5 % or more above that no later high has filled"},
    {trend_lines_up, "trend_lines_up", "count", "rising pairs of pivot lows in the last 252 bars, to 3"},
    {trend_lines_down, "trend_lines_down", "count", "falling pairs of pivot highs in the last 252 bars, to 3"},
    {bars, "bars", "count", "bars this was computed from"},
}};

constexpr bool in_order() {
  for (std::size_t i = 0; i < kTable.size(); ++i) {
    if (static_cast<std::size_t>(kTable[i].id) != i || kTable[i].name.empty() || kTable[i].how.empty())
      return false;
  }
  return true;
}
static_assert(in_order(), "the table must follow the enumeration");

}  // namespace

std::span<const IndicatorInfo, kIndicators> indicator_table() {
  return kTable;
}

}  // namespace tickbard
