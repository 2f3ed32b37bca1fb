#include <gtest/gtest.h>
#include <memory>
#include <set>

#include "aggregator/derive/indicators/snapshot_payload.hpp"
#include "tests/aggregator/derive/indicators/indicator_support.hpp"
#include "tests/support/heap_use.hpp"

namespace tickbard::test {
namespace {

TEST(SnapshotTest, T134_Perf252dNeeds253Bars) {
  EXPECT_EQ(snapshot_of(golden_series(252)).number(Indicator::perf_252d), std::nullopt);
  EXPECT_TRUE(snapshot_of(golden_series(253)).number(Indicator::perf_252d));
}

TEST(SnapshotTest, T141_Ema200Of270BarsIsGivenButNotWarm) {
  const IndicatorSnapshot short_history = snapshot_of(golden_series(270));
  EXPECT_TRUE(short_history.number(Indicator::ema_200));
  EXPECT_FALSE(short_history[Indicator::ema_200].warm);
  EXPECT_FALSE(short_history[Indicator::atr_dist_ema_200].warm) << "what is made of it is not warm either";
  EXPECT_TRUE(short_history[Indicator::sma_200].warm);
  EXPECT_TRUE(snapshot_of(golden_series(891))[Indicator::ema_200].warm);
}

TEST(SnapshotTest, DistancesAreFromTheirAverages) {
  const IndicatorSnapshot s = snapshot_of(golden_series(300));
  const auto of = [&s](Indicator i) { return s.number(i).value(); };
  const double close = of(Indicator::close), atr = of(Indicator::atr_14);
  EXPECT_NEAR(of(Indicator::atr_distance), (close - of(Indicator::sma_50)) / atr, 1e-9);
  EXPECT_NEAR(of(Indicator::atrx_sma_21), (close - of(Indicator::sma_21)) / atr, 1e-9);
  EXPECT_NEAR(of(Indicator::atr_dist_ema_8), (close - of(Indicator::ema_8)) / atr, 1e-9);
  EXPECT_NEAR(of(Indicator::pct_dist_ema_21), 100 * (close / of(Indicator::ema_21) - 1), 1e-9);
  EXPECT_NEAR(of(Indicator::atr_pct), 100 * atr / close, 1e-9);
}

TEST(SnapshotTest, WithoutRangeThereIsNoDistance) {
  const IndicatorSnapshot flat = snapshot_of(of_closes(std::vector<double>(300, 10)));
  EXPECT_EQ(flat.number(Indicator::atr_14), 0.0);
  EXPECT_EQ(flat.number(Indicator::atr_distance), std::nullopt);
  EXPECT_EQ(flat.number(Indicator::range_pos_20d), std::nullopt);
}

TEST(SnapshotTest, OfOneBarHasItsCloseAndLittleElse) {
  const IndicatorSnapshot one = snapshot_of(golden_series(1));
  EXPECT_EQ(one.number(Indicator::bars), 1.0);
  EXPECT_EQ(one.number(Indicator::sma_5), std::nullopt);
  EXPECT_EQ(one.number(Indicator::perf_1d), std::nullopt);
  EXPECT_EQ(one.text(Indicator::ma_bucket), "UNKNOWN");
  EXPECT_EQ(one.text(Indicator::stage_label), "UNKNOWN");
}

TEST(SnapshotTest, EveryIndicatorIsGivenInTheEndAndHasANameOfItsOwn) {
  auto bars = random_walk(900, 3);
  const auto benchmark = random_walk(900, 4);
  const IndicatorSnapshot s = snapshot_of(bars, benchmark);
  std::set<std::string_view> names;
  for (const IndicatorInfo& info : indicator_table()) {
    EXPECT_NE(s[info.id].value.index(), 0U) << info.name;
    EXPECT_TRUE(names.insert(info.name).second) << info.name;
  }
}

TEST(PayloadTest, HasEveryValueThatIsNoColumn) {
  const std::string json = payload_of(snapshot_of(golden_series(300)));
  for (const IndicatorInfo& info : indicator_table()) {
    const bool column = std::ranges::find(kSnapshotColumns, info.id) != kSnapshotColumns.end();
    EXPECT_EQ(json.find('"' + std::string(info.name) + "\":") == std::string::npos, column) << info.name;
  }
  EXPECT_EQ(json.front(), '{');
  EXPECT_EQ(json.back(), '}');
}

TEST(PayloadTest, NamesWhatIsNotWarmColumnsToo) {
  const std::string json = payload_of(snapshot_of(golden_series(30)));
  const std::string not_warm = json.substr(json.find("\"not_warm\":"));
  EXPECT_NE(not_warm.find("\"rsi_14\""), std::string::npos) << not_warm;
  EXPECT_EQ(not_warm.find("\"sma_20\""), std::string::npos) << not_warm;
  EXPECT_EQ(not_warm.find("\"ema_200\""), std::string::npos) << "there is none, so it is null: " << not_warm;
  EXPECT_NE(json.find("\"ema_200\":null"), std::string::npos);
}

TEST(PayloadTest, NumbersAreTheShortestThatReadBack) {
  const std::string json = payload_of(snapshot_of(of_closes(std::vector<double>(5, 0.1))));
  EXPECT_NE(json.find("\"sma_5\":0.1,"), std::string::npos) << json;
  EXPECT_NE(json.find("\"bars\":5,"), std::string::npos) << json;
  EXPECT_NE(json.find("\"td_buy_perfected\":false,"), std::string::npos) << json;
  EXPECT_NE(json.find("\"not_warm\":[\"ma_bucket\",\"stage_label\"]"), std::string::npos) << json;
}

/// `golden_series` with the sessions numbered, and `gap` sessions without a bar before the last one.
std::vector<AdjustedBar> numbered(int count, std::int32_t gap) {
  auto bars = golden_series(count);
  for (std::size_t i = 0; i < bars.size(); ++i) bars[i].place.number = static_cast<std::int32_t>(i) + 1;
  bars.back().place.number += gap;
  return bars;
}

TEST(SnapshotTest, T111_ChangesOverSessionsRefuseABaseLongBefore) {
  const auto has = [](std::int32_t gap, Indicator i) {
    return snapshot_of(numbered(300, gap)).number(i).has_value();
  };
  for (const Indicator i : {Indicator::perf_1d, Indicator::perf_5d, Indicator::perf_252d}) {
    EXPECT_TRUE(has(0, i));
    EXPECT_TRUE(has(4, i)) << "the close before is five sessions old";
    EXPECT_FALSE(has(5, i)) << "and then six";
  }
  EXPECT_TRUE(has(5, Indicator::roc_17)) << "a rate counts bars, however old";
}

TEST(SnapshotTest, T112_UnitsOfTheSeriesOwnChangeNothing) {
  const auto bars = golden_series(300);
  IndicatorSet plain, quarters(4);
  for (AdjustedBar bar : bars) {
    plain.push(bar);
    for (Price* p : {&bar.open, &bar.high, &bar.low, &bar.close}) p->raw *= 4;  // doubles of four times are exact
    quarters.push(bar);
  }
  EXPECT_EQ(plain.snapshot(), quarters.snapshot());
}

TEST(SnapshotTest, T140_ATieOfThirdsIsATie) {
  // 100 before a 3:1 split and 33.333… after it, had it been a price; three times as fine, all are one number.
  IndicatorSet thirds(3);
  for (std::size_t i = 0; i < 200; ++i)
    thirds.push(AdjustedBar::day(session(i), Price{100'000'000'000}, Price{100'000'000'000},
                                 Price{100'000'000'000}, Price{100'000'000'000}));
  const IndicatorSnapshot s = thirds.snapshot();
  EXPECT_EQ(s.text(Indicator::ma_bucket), "NEUTRAL");
  EXPECT_EQ(s.number(Indicator::sma_200), 100.0 / 3);
  EXPECT_EQ(s.number(Indicator::ema_21), 100.0 / 3);
  EXPECT_EQ(s.close, Price{33'333'333'333}) << "a price is in 1e-9";
}

TEST(SnapshotTest, AnIntradayPayloadHasNoFigureNamedAfterDays) {
  const IndicatorSnapshot s = snapshot_of(golden_series(300));
  EXPECT_NE(payload_of(s).find("\"perf_5d\""), std::string::npos);
  const std::string intraday = payload_of(s, false);
  for (const IndicatorInfo& info : indicator_table())
    EXPECT_FALSE(info.of_days && intraday.find('"' + std::string(info.name) + '"') != std::string::npos)
        << info.name;
  EXPECT_NE(intraday.find("\"perf_mtd\""), std::string::npos) << "counted by session date";
}

/// Bytes of heap that the state of these bars takes; none where the heap does not say how much of it is in use.
std::optional<std::size_t> state_of(const std::vector<AdjustedBar>& bars) {
  const auto before = heap_use();
  if (!before) return std::nullopt;
  const auto set = std::make_unique<IndicatorSet>();
  for (const AdjustedBar& bar : bars) set->push(bar);
  return *heap_use() - *before;
}

TEST(SnapshotTest, TheStateOfASeriesIsAsLargeAsTheDocumentsSay) {
  std::vector<double> rising;  // all of a window stay candidates for its least price
  for (int i = 0; i < 2'000; ++i) rising.push_back(100 + i);
  const auto usual = state_of(random_walk(2'000, 5)), most = state_of(of_closes(rising));
  if (!usual || !most) GTEST_SKIP() << "this heap does not say how much of it is in use";
  EXPECT_LT(*usual, 23'500U);
  EXPECT_GT(*usual, 20'000U);
  EXPECT_LT(*most, 27'000U);
}

}  // namespace
}  // namespace tickbard::test
