#include <gtest/gtest.h>

#include "aggregator/core/decimal.hpp"
#include "aggregator/core/time_text.hpp"
#include "tests/daemon/replay/replay_support.hpp"

namespace tickbard::test {
namespace {

constexpr int kScale = 18;

/// "0.00141300" and "0.001413" are the same number.
std::string exact(const std::string& text) {
  std::int64_t raw = 0;
  return parse_decimal(text, kScale - 6, raw) ? to_text(Int128{raw}, kScale - 6) : "not a number: " + text;
}

std::string start_of(const std::string& ts_ns) {
  return to_rfc3339(from_unix_nanos(std::stoll(ts_ns)));
}

using Rows = std::map<std::string, std::map<std::string, std::string>>;  // by "symbol timestamp"

Rows by_key(const std::string& out) {
  Rows all;
  for (auto& row : rows(out)) all[row.at("symbol") + " " + row.at("timestamp")] = row;
  return all;
}

std::vector<std::map<std::string, std::string>> reference(const std::filesystem::path& file) {
  std::ifstream in(file);
  return rows(in);
}

void expect_equal(const std::map<std::string, std::string>& bar,
                  const std::map<std::string, std::string>& expected, const std::string& where) {
  for (const std::string field : {"open", "high", "low", "close", "volume"}) {
    EXPECT_EQ(exact(bar.at(field)), exact(expected.at(field))) << where << " " << field;
  }
  if (const auto count = expected.find("count"); count != expected.end()) {
    EXPECT_EQ(bar.at("trade_count"), count->second) << where;
  }
}

class ReferenceBars : public ::testing::Test {
 protected:
  void SetUp() override {
    data_ = data_folder();
    if (data_.empty()) GTEST_SKIP() << "the data folder is absent; set TICKBARD_DATA to it";
  }
  std::filesystem::path data_;
};

TEST_F(ReferenceBars, kraken_xbtusdt_equals_the_exchanges_own_minutes) {
  ReplayOptions o;
  o.file = data_ / "kraken_xbtusdt/ticks.csv.gz";
  o.symbol = "XBTUSDT";
  o.provider = "kraken";
  o.out = "-";
  const Ran ran = run(o);
  ASSERT_EQ(ran.code, 0) << ran.err;
  const Rows bars = by_key(ran.out);
  std::size_t compared = 0, without_trades = 0;
  const std::string first = bars.begin()->second.at("timestamp");
  const std::string last = bars.rbegin()->second.at("timestamp");
  for (const auto& expected : reference(data_ / "kraken_xbtusdt/bars_1m.csv")) {
    const std::string start = start_of(expected.at("ts_ns"));
    if (start <= first || start > last) continue;  // the first minute is cut, others are outside of the recording
    const auto bar = bars.find("XBTUSDT " + start);
    if (expected.at("count") == "0") {
      ++without_trades;
      EXPECT_EQ(bar, bars.end()) << "no trade, no bar: " << start;
    } else {
      ASSERT_NE(bar, bars.end()) << start;
      expect_equal(bar->second, expected, start);
      ++compared;
    }
  }
  EXPECT_EQ(compared, 273U);
  EXPECT_EQ(without_trades, 137U);
  EXPECT_EQ(bars.size(), 274U);
}

TEST_F(ReferenceBars, freqtrade_xrpeth_equals_its_converters_minutes) {
  ReplayOptions o;
  o.file = data_ / "freqtrade_xrpeth/ticks.csv.gz";
  o.symbol = "XRPETH";
  o.provider = "binance";
  o.out = "-";
  const Ran ran = run(o);
  ASSERT_EQ(ran.code, 0) << ran.err;
  const Rows bars = by_key(ran.out);
  const auto expected = reference(data_ / "freqtrade_xrpeth/bars_1m.csv");
  EXPECT_EQ(expected.size(), 2469U);
  EXPECT_EQ(bars.size(), expected.size());
  for (const auto& row : expected) {
    const auto bar = bars.find("XRPETH " + start_of(row.at("ts_ns")));
    ASSERT_NE(bar, bars.end());
    expect_equal(bar->second, row, bar->first);
  }
}

TEST_F(ReferenceBars, dukascopy_eurusd_bids_equal_the_brokers_own_candles) {
  Rows bars;
  for (const std::string day : {"20190204", "20190205"}) {
    ReplayOptions o;
    o.file = data_ / ("dukascopy_eurusd/ticks_" + day + ".csv.gz");
    o.symbol = "EURUSD";
    o.columns = {{"price", "bid"}, {"size", "bid_size"}};
    o.out = "-";
    const Ran ran = run(o);
    ASSERT_EQ(ran.code, 0) << ran.err;
    bars.merge(by_key(ran.out));
  }
  const auto expected = reference(data_ / "dukascopy_eurusd/bars_1m.csv");
  EXPECT_EQ(expected.size(), 2880U);
  EXPECT_EQ(bars.size(), expected.size());
  for (const auto& row : expected) {
    const auto bar = bars.find("EURUSD " + start_of(row.at("ts_ns")));
    ASSERT_NE(bar, bars.end());
    expect_equal(bar->second, row, bar->first);
  }
}

TEST_F(ReferenceBars, binance_frames_equal_the_bars_of_every_venue) {
  ReplayOptions o;
  o.file = data_ / "ws_captures/binance_hft/trades_20240808_09.jsonl.gz";
  o.format = ReplayFormat::frames;
  o.provider = "binance";
  o.out = "-";
  const Ran ran = run(o);
  ASSERT_EQ(ran.code, 0) << ran.err;
  EXPECT_NE(ran.err.find("78638 ticks received: 78638 counted"), std::string::npos) << ran.err;
  EXPECT_NE(ran.err.find(" 0 broken lines"), std::string::npos) << ran.err;
  const Rows bars = by_key(ran.out);
  const auto expected = reference(data_ / "ws_captures/binance_hft/bars_1m_computed_here.csv");
  EXPECT_EQ(bars.size(), expected.size());
  for (const auto& row : expected) {
    const auto bar = bars.find(row.at("symbol") + " " + start_of(row.at("ts_ns")));
    ASSERT_NE(bar, bars.end()) << row.at("symbol") << " " << row.at("ts_ns");
    expect_equal(bar->second, row, bar->first);
  }
}

TEST_F(ReferenceBars, T035_binance_frames_twice_into_a_store_add_nothing) {
  TempFolder folder;
  ReplayOptions o;
  o.file = data_ / "ws_captures/binance_hft/trades_20240808_09.jsonl.gz";
  o.format = ReplayFormat::frames;
  o.provider = "binance";
  o.store = "sqlite:bars.db";
  o.base = folder.path();
  EXPECT_EQ(run(o).code, 0);
  const Ran again = run(o);
  EXPECT_EQ(again.code, 0);
  EXPECT_NE(again.err.find(": 0 rows new or better"), std::string::npos) << again.err;
}

TEST_F(ReferenceBars, captured_sessions_of_the_providers_pass_without_a_complaint) {
  for (const auto& [provider, file] :
       std::vector<std::pair<std::string, std::string>>{{"coinbase", "cryptofeed/COINBASE.ws.28.0.jsonl.gz"},
                                                        {"kraken", "cryptofeed/KRAKEN.ws.48.0.jsonl.gz"},
                                                        {"binance", "cryptofeed/BINANCE_FUTURES.ws.1.0.jsonl.gz"},
                                                        {"binance", "cryptofeed/BINANCE_DELIVERY.ws.1.0.jsonl.gz"},
                                                        {"binance", "cryptofeed/BINANCE_US.ws.1.0.jsonl.gz"},
                                                        {"polygon", "polygon_frames/frames.jsonl"}}) {
    ReplayOptions o;
    o.file = data_ / "ws_captures" / file;
    o.format = ReplayFormat::frames;
    o.provider = provider;
    const Ran ran = run(o);
    EXPECT_EQ(ran.code, 0) << file << ": " << ran.err;
    EXPECT_NE(ran.err.find(" 0 broken lines; conservation holds"), std::string::npos) << file << ": " << ran.err;
    EXPECT_EQ(ran.err.find("\n0 ticks received"), std::string::npos) << file;
  }
}

}  // namespace
}  // namespace tickbard::test
