#pragma once

#include <array>
#include <optional>
#include <span>
#include <string_view>

#include "aggregator/derive/indicators/adjusted_bar.hpp"
#include "aggregator/derive/indicators/alignment.hpp"
#include "aggregator/derive/indicators/averages.hpp"
#include "aggregator/derive/indicators/directional.hpp"
#include "aggregator/derive/indicators/gaps.hpp"
#include "aggregator/derive/indicators/indicator_table.hpp"
#include "aggregator/derive/indicators/macd.hpp"
#include "aggregator/derive/indicators/performance.hpp"
#include "aggregator/derive/indicators/range_position.hpp"
#include "aggregator/derive/indicators/relative_strength.hpp"
#include "aggregator/derive/indicators/rsi.hpp"
#include "aggregator/derive/indicators/stage.hpp"
#include "aggregator/derive/indicators/td_sequential.hpp"
#include "aggregator/derive/indicators/trend_lines.hpp"
#include "aggregator/derive/indicators/volatility.hpp"

namespace tickbard {

/// All indicators of one series as of one bar. A value; iterate `values` beside indicator_table() for the names.
struct IndicatorSnapshot {
  SessionDate session{};
  MinuteStart start{};
  Price close;
  std::array<Measured, kIndicators> values;

  const Measured& operator[](Indicator i) const { return values[static_cast<std::size_t>(i)]; }
  std::optional<double> number(Indicator i) const;
  std::optional<bool> flag(Indicator i) const;
  std::string_view text(Indicator i) const;  ///< empty if there is none
  friend bool operator==(const IndicatorSnapshot&, const IndicatorSnapshot&) = default;
};

/// All indicators of one series, bar by bar. The state is bounded, whatever the length of the series: some 23 kB,
/// 26 where prices only rise or fall. Owner: any thread; copyable, so a closed state can be kept and a forming bar
/// be tried on a copy.
class IndicatorSet {
 public:
  /// `price_scale`: the bars' prices are in 1e-9 / price_scale; what is given out as a price is divided by it,
  /// once.
  explicit IndicatorSet(std::int64_t price_scale = 1) : scale_(price_scale) {}

  /// `benchmark`: the benchmark's close as it was known at this bar (benchmark_closes); for stage and Mansfield.
  void push(const AdjustedBar& bar, std::optional<Price> benchmark = std::nullopt);

  /// As of the last bar. Precondition: one was pushed.
  IndicatorSnapshot snapshot() const;

  const Gaps& gaps() const { return gaps_; }

 private:
  class Sheet;
  void averages(Sheet& sheet) const;
  void oscillators(Sheet& sheet) const;
  void distances(Sheet& sheet) const;
  void performance(Sheet& sheet) const;
  void ladder(Sheet& sheet) const;
  void weekly(Sheet& sheet) const;
  void patterns(Sheet& sheet) const;

  std::int64_t scale_;
  AdjustedBar last_;
  std::size_t bars_ = 0;
  Sma sma_5_{5}, sma_8_{8}, sma_10_{10}, sma_13_{13}, sma_14_{14}, sma_20_{20}, sma_21_{21}, sma_28_{28},
      sma_46_{46}, sma_50_{50}, sma_100_{100}, sma_150_{150}, sma_200_{200};
  Ema ema_8_{8}, ema_10_{10}, ema_21_{21}, ema_200_{200};
  Rsi rsi_{14};
  VolatilityRank volatility_;  ///< has the ATR
  Directional directional_{14};
  Macd macd_{12, 26, 9};
  Window<Price> closes_{253};
  Window<std::int32_t> sessions_{253};  ///< their numbers
  PeriodToDate month_{Period::month}, quarter_{Period::quarter}, year_{Period::year};
  RangePosition range_20_{20}, range_50_{50}, range_252_{252};
  WeeklyFold weeks_;
  StageMachine stage_;
  Window<Stage> stages_{6};
  MansfieldRs mansfield_;
  TdSequential td_;
  Gaps gaps_;
  TrendLines lines_;
};

/// The snapshot at the last bar: by definition the streaming set fed with the series. Precondition: bars not
/// empty.
IndicatorSnapshot snapshot_of(std::span<const AdjustedBar> bars, std::span<const AdjustedBar> benchmark = {});

}  // namespace tickbard
