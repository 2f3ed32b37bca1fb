#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "aggregator/derive/daily_rollup.hpp"
#include "aggregator/derive/higher_bars.hpp"
#include "tests/aggregator/derive/bars_kit.hpp"

namespace tickbard {
namespace {

/// Candles that a broker and an exchange's user recorded: ts_ns,open,high,low,close,volume.
class RecordedBars : public ::testing::Test {
 protected:
  void SetUp() override {
    const char* named = std::getenv("TICKBARD_DATA");
    folder_ = named != nullptr ? named : TICKBARD_SOURCE_DIR "/../shared/data";
    if (!std::filesystem::exists(folder_)) GTEST_SKIP() << "the data folder is absent; set TICKBARD_DATA to it";
  }

  std::vector<Bar> bars(const std::string& file) const {
    std::vector<Bar> out;
    std::ifstream in(folder_ / file);
    std::string line;
    std::getline(in, line);
    while (std::getline(in, line)) {
      std::ranges::replace(line, ',', ' ');
      const auto space = line.find(' ');
      const UnixNanos start = from_unix_nanos(std::stoll(line.substr(0, space)));
      if (line.ends_with(" 0.0")) continue;  // no trade
      out.push_back(bar_at(to_rfc3339(start), line.substr(space + 1)));
    }
    return out;
  }

  static std::vector<std::string> lines(const std::vector<Bar>& bars) {
    std::vector<std::string> out;
    for (const Bar& b : bars) {
      Bar plain = b;  // the recordings count no trades
      plain.trade_count = plain.revision = 0;
      out.push_back(line_of(plain));
    }
    return out;
  }

  static std::vector<Bar> streamed(const std::vector<Bar>& minutes, std::size_t interval) {
    const Calendar calendar = Calendar::always();
    HigherBars stream(calendar, Align::session, minutes.front().start);
    std::vector<Bar> out;
    for (const Bar& m : minutes) {
      stream.apply(m);
      const auto h = stream.advance(m.start + std::chrono::minutes{1});
      out.insert(out.end(), h.finished[interval].begin(), h.finished[interval].end());
      EXPECT_TRUE(h.dirty.empty()) << to_rfc3339(m.start);
    }
    const auto rest = stream.advance(minutes.back().start + std::chrono::hours{2});
    out.insert(out.end(), rest.finished[interval].begin(), rest.finished[interval].end());
    return out;
  }

  std::filesystem::path folder_;
};

TEST_F(RecordedBars, dukascopy_hours_of_minutes_are_the_brokers_own) {
  const auto minutes = bars("dukascopy_eurusd/bars_1m.csv");
  const auto hours = bars("dukascopy_eurusd/bars_1h.csv");
  ASSERT_EQ(minutes.size(), 2880U);
  ASSERT_EQ(hours.size(), 48U);
  EXPECT_EQ(lines(fold_bars(minutes, Interval::h1, Align::session, Calendar::always())), lines(hours));
  EXPECT_EQ(lines(streamed(minutes, 2)), lines(hours));
}

TEST_F(RecordedBars, dukascopy_days_of_minutes_and_of_hours_are_the_brokers_own) {
  const auto minutes = bars("dukascopy_eurusd/bars_1m.csv");
  const auto hours = fold_bars(minutes, Interval::h1, Align::session, Calendar::always());
  std::map<MinuteStart, Bar> days;
  for (const Bar& b : bars("dukascopy_eurusd/bars_1d.csv")) days[b.start] = b;
  for (const auto date : {"2019-02-04", "2019-02-05"}) {
    const Session s = Calendar::always().session(day(date)).value();
    DailyRollup of_minutes(sym("AAA"), s), of_hours(sym("AAA"), s);
    for (const Bar& b : minutes) of_minutes.add(b);
    for (const Bar& b : hours) of_hours.add(b);
    const DailyBar d = of_minutes.bar(true).value();
    const Bar& expected = days.at(minute_of(s.open));
    EXPECT_EQ(d.open, expected.open);
    EXPECT_EQ(d.high, expected.high);
    EXPECT_EQ(d.low, expected.low);
    EXPECT_EQ(d.close, expected.close);
    // the broker adds single-precision sizes
    const Int128 apart = d.volume_rth.raw - expected.volume.raw;
    EXPECT_LE(apart < 0 ? -apart : apart, vol("0.01").raw)
        << to_text(d.volume_rth) << " " << to_text(expected.volume);
    EXPECT_EQ(d.bars_rth, 1440U);
    EXPECT_EQ(of_hours.bar(true)->high, d.high);
    EXPECT_EQ(of_hours.bar(true)->low, d.low);
    EXPECT_EQ(of_hours.bar(true)->open, d.open);
    EXPECT_EQ(of_hours.bar(true)->close, d.close);
    EXPECT_EQ(of_hours.bar(true)->volume_rth, d.volume_rth);
  }
}

TEST_F(RecordedBars, freqtrade_five_minutes_of_minutes_are_its_converters) {
  const auto minutes = bars("freqtrade_xrpeth/bars_1m.csv");
  const auto fives = bars("freqtrade_xrpeth/bars_5m.csv");
  ASSERT_EQ(minutes.size(), 2469U);
  ASSERT_EQ(fives.size(), 706U);
  EXPECT_EQ(lines(fold_bars(minutes, Interval::m5, Align::session, Calendar::always())), lines(fives));
  EXPECT_EQ(lines(streamed(minutes, 0)), lines(fives));
}

}  // namespace
}  // namespace tickbard
