#include "aggregator/derive/indicators/indicator_set.hpp"

#include <cmath>

#include "aggregator/derive/indicators/numbers.hpp"
#include "aggregator/derive/oldest_base.hpp"
#include "aggregator/derive/split.hpp"

namespace tickbard {

std::optional<double> IndicatorSnapshot::number(Indicator i) const {
  const double* v = std::get_if<double>(&(*this)[i].value);
  return v != nullptr ? std::optional{*v} : std::nullopt;
}

std::optional<bool> IndicatorSnapshot::flag(Indicator i) const {
  const bool* v = std::get_if<bool>(&(*this)[i].value);
  return v != nullptr ? std::optional{*v} : std::nullopt;
}

std::string_view IndicatorSnapshot::text(Indicator i) const {
  const std::string_view* v = std::get_if<std::string_view>(&(*this)[i].value);
  return v != nullptr ? *v : std::string_view{};
}

/// A snapshot being filled in.
class IndicatorSet::Sheet {
 public:
  explicit Sheet(IndicatorSnapshot& snapshot) : values_(snapshot.values) {}

  void put(Indicator i, std::optional<double> value, bool warm = true) {
    if (value && std::isfinite(*value)) at(i) = {*value, warm};
  }
  void put_count(Indicator i, std::size_t value) { at(i) = {static_cast<double>(value), true}; }
  void put_count(Indicator i, std::optional<int> value) {
    if (value) at(i) = {static_cast<double>(*value), true};
  }
  void put_flag(Indicator i, std::optional<bool> value, bool warm = true) {
    if (value) at(i) = {*value, warm};
  }
  void put_text(Indicator i, std::string_view value, bool warm = true) {
    if (!value.empty()) at(i) = {value, warm};
  }

 private:
  Measured& at(Indicator i) { return values_[static_cast<std::size_t>(i)]; }
  std::array<Measured, kIndicators>& values_;
};

void IndicatorSet::push(const AdjustedBar& bar, std::optional<Price> benchmark) {
  last_ = bar;
  ++bars_;
  for (Sma* sma : {&sma_5_, &sma_8_, &sma_10_, &sma_13_, &sma_14_, &sma_20_, &sma_21_, &sma_28_, &sma_46_,
                   &sma_50_, &sma_100_, &sma_150_, &sma_200_}) {
    sma->push(bar);
  }
  for (Ema* ema : {&ema_8_, &ema_10_, &ema_21_, &ema_200_}) ema->push(bar);
  rsi_.push(bar);
  volatility_.push(bar);
  directional_.push(bar);
  macd_.push(bar);
  closes_.push(bar.close);
  sessions_.push(bar.place.number);
  for (PeriodToDate* period : {&month_, &quarter_, &year_}) period->push(bar);
  for (RangePosition* range : {&range_20_, &range_50_, &range_252_}) range->push(bar);
  weeks_.push(bar, benchmark, [this](const WeeklyBar& week) {
    stage_.push(week);
    mansfield_.push(week);
  });
  stages_.push(stage_.stage());
  td_.push(bar);
  gaps_.push(bar);
  lines_.push(bar);
}

IndicatorSnapshot IndicatorSet::snapshot() const {
  const auto close = static_cast<std::int64_t>(unscaled(last_.close.raw, scale_));
  IndicatorSnapshot result{last_.session, last_.start, Price{close}, {}};
  Sheet sheet(result);
  sheet.put(Indicator::close, ratio(last_.close.raw, Int128{kPriceUnits} * scale_));
  sheet.put_count(Indicator::bars, bars_);
  averages(sheet);
  oscillators(sheet);
  distances(sheet);
  performance(sheet);
  ladder(sheet);
  weekly(sheet);
  patterns(sheet);
  return result;
}

void IndicatorSet::averages(Sheet& sheet) const {
  using enum Indicator;
  sheet.put(sma_5, sma_5_.value(scale_));
  sheet.put(sma_8, sma_8_.value(scale_));
  sheet.put(sma_10, sma_10_.value(scale_));
  sheet.put(sma_13, sma_13_.value(scale_));
  sheet.put(sma_14, sma_14_.value(scale_));
  sheet.put(sma_20, sma_20_.value(scale_));
  sheet.put(sma_21, sma_21_.value(scale_));
  sheet.put(sma_28, sma_28_.value(scale_));
  sheet.put(sma_46, sma_46_.value(scale_));
  sheet.put(sma_50, sma_50_.value(scale_));
  sheet.put(sma_100, sma_100_.value(scale_));
  sheet.put(sma_150, sma_150_.value(scale_));
  sheet.put(sma_200, sma_200_.value(scale_));
  sheet.put(ema_8, ema_8_.value(scale_), ema_8_.warm());
  sheet.put(ema_10, ema_10_.value(scale_), ema_10_.warm());
  sheet.put(ema_21, ema_21_.value(scale_), ema_21_.warm());
  sheet.put(ema_200, ema_200_.value(scale_), ema_200_.warm());
}

void IndicatorSet::oscillators(Sheet& sheet) const {
  using enum Indicator;
  sheet.put(rsi_14, rsi_.value(), rsi_.warm());
  sheet.put(atr_14, volatility_.atr().value(scale_), volatility_.atr().warm());
  sheet.put(atr_pct, volatility_.atr().percent(), volatility_.atr().warm());
  sheet.put(pdi_14, directional_.plus(), directional_.warm());
  sheet.put(mdi_14, directional_.minus(), directional_.warm());
  sheet.put(dx_14, directional_.dx(), directional_.warm());
  sheet.put(adx_14, directional_.adx(), directional_.adx_warm());
  sheet.put(macd, macd_.line(scale_), macd_.warm());
  sheet.put(macd_signal, macd_.signal(scale_), macd_.signal_warm());
  sheet.put(macd_hist, macd_.histogram(scale_), macd_.signal_warm());
  sheet.put(volatility_rank, volatility_.value(), volatility_.warm());
  sheet.put_text(volatility_regime, volatility_.regime(), volatility_.warm());
  sheet.put(range_pos_20d, range_20_.value());
  sheet.put(range_pos_50d, range_50_.value());
  sheet.put(range_pos_252d, range_252_.value());
}

void IndicatorSet::distances(Sheet& sheet) const {
  const auto price = static_cast<double>(last_.close.raw);
  const Atr& atr = volatility_.atr();
  const bool atr_usable = atr.ready() && atr.units() > 0;
  const auto in_ranges = [&](Indicator i, const auto& average, bool warm) {
    if (atr_usable && average.ready()) sheet.put(i, (price - average.units()) / atr.units(), warm && atr.warm());
  };
  const auto in_percent = [&](Indicator i, const Ema& average) {
    if (average.ready() && average.units() > 0) {
      sheet.put(i, 100 * ((price - average.units()) / average.units()), average.warm());
    }
  };
  using enum Indicator;
  in_ranges(atr_distance, sma_50_, true);
  in_ranges(atrx_sma_21, sma_21_, true);
  in_ranges(atrx_sma_100, sma_100_, true);
  in_ranges(atrx_sma_150, sma_150_, true);
  in_ranges(atr_dist_ema_8, ema_8_, ema_8_.warm());
  in_ranges(atr_dist_ema_21, ema_21_, ema_21_.warm());
  in_ranges(atr_dist_ema_200, ema_200_, ema_200_.warm());
  in_percent(pct_dist_ema_8, ema_8_);
  in_percent(pct_dist_ema_21, ema_21_);
  in_percent(pct_dist_ema_200, ema_200_);
}

void IndicatorSet::performance(Sheet& sheet) const {
  const auto since = [&](Indicator i, std::size_t bars_back, auto change) {
    if (bars_back < closes_.size()) sheet.put(i, change(closes_.ago(0), closes_.ago(bars_back)));
  };
  // "5d" says five sessions: of bars further apart it is none, as one close does not stand for a session long
  // before.
  const auto perf = [&](Indicator i, std::size_t bars_back) {
    if (bars_back >= sessions_.size()) return;
    const std::int32_t now = sessions_.ago(0), then = sessions_.ago(bars_back);
    const auto furthest = static_cast<std::int32_t>(bars_back) - 1 + kOldestBase;
    if (now == 0 || then == 0 || now - then <= furthest) since(i, bars_back, percent_gain);
  };
  using enum Indicator;
  since(roc_17, 17, relative_change);
  since(roc_27, 27, relative_change);
  perf(perf_1d, 1);
  perf(perf_3d, 3);
  perf(perf_5d, 5);
  perf(perf_20d, 20);
  perf(perf_60d, 60);
  perf(perf_120d, 120);
  perf(perf_252d, 252);
  sheet.put(perf_mtd, month_.value());
  sheet.put(perf_qtd, quarter_.value());
  sheet.put(perf_ytd, year_.value());
}

void IndicatorSet::ladder(Sheet& sheet) const {
  const AverageLadder l{last_.close, ema_21_, sma_5_, sma_8_, sma_21_, sma_50_, sma_100_, sma_200_};
  const Alignment alignment = alignment_of(l);
  using enum Indicator;
  sheet.put_flag(ma_aligned, alignment.all, ema_21_.warm());
  sheet.put_flag(ema_21_ge_sma_21, alignment.steps[0], ema_21_.warm());
  sheet.put_flag(sma_21_ge_sma_50, alignment.steps[1]);
  sheet.put_flag(sma_50_ge_sma_100, alignment.steps[2]);
  sheet.put_flag(sma_100_ge_sma_200, alignment.steps[3]);
  sheet.put_text(ma_bucket, ma_bucket_of(l), sma_200_.ready());
}

void IndicatorSet::weekly(Sheet& sheet) const {
  using enum Indicator;
  sheet.put_text(stage_label, name_of(stage_.stage()), stage_.stage() != Stage::unknown);
  sheet.put(stage_slope_pct, stage_.slope_percent());
  sheet.put(stage_dist_pct, stage_.distance_percent());
  if (stages_.full()) {
    sheet.put_text(stage_label_5d_ago, name_of(stages_.oldest()), stages_.oldest() != Stage::unknown);
  }
  sheet.put(mansfield_rs, mansfield_.value());
}

void IndicatorSet::patterns(Sheet& sheet) const {
  const TdCount &buy = td_.buy(), &sell = td_.sell();
  using enum Indicator;
  sheet.put_count(td_buy_setup, std::optional{buy.setup});
  sheet.put_count(td_sell_setup, std::optional{sell.setup});
  sheet.put_flag(td_buy_perfected, buy.perfected);
  sheet.put_flag(td_sell_perfected, sell.perfected);
  sheet.put_count(td_buy_countdown, std::optional{buy.countdown});
  sheet.put_count(td_sell_countdown, std::optional{sell.countdown});
  sheet.put_count(gaps_unfilled_up, gaps_.up().size());
  sheet.put_count(gaps_unfilled_down, gaps_.down().size());
  sheet.put_count(trend_lines_up, lines_.up());
  sheet.put_count(trend_lines_down, lines_.down());
}

IndicatorSnapshot snapshot_of(std::span<const AdjustedBar> bars, std::span<const AdjustedBar> benchmark) {
  const auto closes = benchmark_closes(bars, benchmark);
  IndicatorSet set;
  for (std::size_t i = 0; i < bars.size(); ++i) set.push(bars[i], closes[i]);
  return set.snapshot();
}

}  // namespace tickbard
