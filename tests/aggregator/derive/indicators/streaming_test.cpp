#include <gtest/gtest.h>

#include "aggregator/calendar/calendar.hpp"
#include "aggregator/derive/indicators/indicator_set.hpp"
#include "aggregator/derive/indicators/indicator_stream.hpp"
#include "tests/aggregator/derive/indicators/indicator_support.hpp"

namespace tickbard::test {
namespace {

constexpr const char* kKeys =
    "sma:20,sma:8:shift=5,ema:21,rsi,tr,atr,atr_pct,pdi,mdi,dx,adx,macd,macd_signal,macd_hist,roc:17,sma:1";

/// Daily bars with marked weeks, and a benchmark that lacks some of the days.
struct Market {
  std::vector<AdjustedBar> bars = random_walk(700, 11);
  std::vector<AdjustedBar> benchmark;
  Market() {
    mark_week_ends(bars, Calendar::always());
    for (const AdjustedBar& b : random_walk(700, 12)) {
      if (benchmark.size() % 9 != 4)
        benchmark.push_back(b);
      else
        benchmark.back().start = b.start;
    }
  }
};

TEST(Streaming, T142_SnapshotOfAnyDateIsThatOfTheStream) {
  const Market m;
  const auto closes = benchmark_closes(m.bars, m.benchmark);
  IndicatorSet stream;
  for (std::size_t i = 0; i < m.bars.size(); ++i) {
    stream.push(m.bars[i], closes[i]);
    if (i % 23 != 0 && i + 1 != m.bars.size()) continue;
    ASSERT_EQ(stream.snapshot(), snapshot_of(std::span(m.bars).first(i + 1), m.benchmark)) << i;
  }
}

TEST(Streaming, T142_NothingOfTomorrowEnters) {
  const Market m;
  for (const std::size_t cut : {60U, 260U, 400U, 699U}) {
    auto benchmark = m.benchmark;
    std::erase_if(benchmark, [&](const AdjustedBar& b) { return b.start > m.bars[cut].start; });
    auto bars = m.bars;
    bars.resize(cut + 1);
    mark_week_ends(bars, Calendar::always());
    EXPECT_EQ(snapshot_of(bars, benchmark), snapshot_of(std::span(m.bars).first(cut + 1), m.benchmark)) << cut;
  }
}

TEST(Streaming, T142_SeriesEqualsTheSnapshotOfTheSameDate) {
  const Market m;
  const auto series = [&](const char* key) { return indicator_series(*parse_indicator_key(key), m.bars); };
  const std::vector<std::pair<Series, Indicator>> pairs{
      {series("sma:20"), Indicator::sma_20},      {series("ema:200"), Indicator::ema_200},
      {series("rsi:14"), Indicator::rsi_14},      {series("atr:14"), Indicator::atr_14},
      {series("atr_pct"), Indicator::atr_pct},    {series("pdi"), Indicator::pdi_14},
      {series("mdi"), Indicator::mdi_14},         {series("dx"), Indicator::dx_14},
      {series("adx"), Indicator::adx_14},         {series("macd"), Indicator::macd},
      {series("roc:27"), Indicator::roc_27},      {series("macd_signal"), Indicator::macd_signal},
      {series("macd_hist"), Indicator::macd_hist}};
  IndicatorSet set;
  for (std::size_t i = 0; i < m.bars.size(); ++i) {
    set.push(m.bars[i]);
    if (i % 7 != 0) continue;
    const IndicatorSnapshot snapshot = set.snapshot();
    for (const auto& [values, indicator] : pairs) {
      ASSERT_EQ(values[i], snapshot.number(indicator)) << info_of(indicator).name << " at " << i;
    }
  }
}

TEST(Streaming, ACopyGoesItsOwnWay) {
  const auto bars = golden_series(300);
  IndicatorSet closed;
  for (std::size_t i = 0; i < 299; ++i) closed.push(bars[i]);
  const IndicatorSnapshot before = closed.snapshot();
  IndicatorSet forming = closed;
  forming.push(bars[299]);
  EXPECT_EQ(closed.snapshot(), before);
  EXPECT_EQ(forming.snapshot(), snapshot_of(bars));
}

TEST(WarmUp, IsWhatTheStreamsNeed) {
  for (const IndicatorKey& key : *parse_indicator_keys(kKeys)) {
    const std::size_t need = warm_up_bars(std::span(&key, 1));
    IndicatorStream stream(key);
    for (std::size_t i = 0; i < need; ++i) {
      EXPECT_FALSE(stream.warm()) << to_text(key) << " at " << i;
      stream.push(bar(i, 12, 10, 11));
    }
    EXPECT_TRUE(stream.warm()) << to_text(key);
  }
  EXPECT_EQ(warm_up_bars(*parse_indicator_keys("sma:20,ema:200")), 891U);
  EXPECT_EQ(warm_up_bars({}), 0U);
}

}  // namespace
}  // namespace tickbard::test
