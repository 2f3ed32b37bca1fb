#include <gtest/gtest.h>
#include <zlib.h>

#include <set>

#include "aggregator/derive/indicators/averages.hpp"
#include "aggregator/derive/indicators/performance.hpp"
#include "tests/aggregator/derive/indicators/indicator_support.hpp"

namespace tickbard::test {
namespace {

/// The bars of these symbols, by symbol; closes are read as exact decimals.
std::map<std::string, std::vector<AdjustedBar>> closes_of(const std::set<std::string>& symbols) {
  std::map<std::string, std::vector<AdjustedBar>> out;
  const auto file = data_file("sp500_daily/sp500_daily_2013_2018.csv.gz");
  const std::unique_ptr<gzFile_s, int (*)(gzFile)> in(gzopen(file.c_str(), "rb"), gzclose);
  if (!in) return out;
  gzbuffer(in.get(), 1 << 18);
  std::array<char, 512> line{};
  while (gzgets(in.get(), line.data(), static_cast<int>(line.size())) != nullptr) {
    const std::string_view text(line.data());
    const std::string symbol(text.substr(0, text.find(',')));
    if (!symbols.contains(symbol)) continue;
    auto& bars = out[symbol];
    const Price close = parse_price(fields(std::string(text.substr(0, text.find('\n')))).at(5)).value();
    bars.push_back(AdjustedBar::day(session(bars.size()), close, close, close, close));
  }
  return out;
}

/// The reference was computed in exact decimals and written with ten digits.
void expect_sample(std::optional<double> ours, const Row& row, const std::string& name, double scale = 1) {
  SCOPED_TRACE(row.at("symbol") + " row " + row.at("row") + " " + name);
  ASSERT_EQ(ours.has_value(), !row.at(name).empty());
  if (ours) {
    EXPECT_NEAR(scale * *ours, number(row, name), 6e-11 * std::max(1.0, std::abs(number(row, name))));
  }
}

TEST(Sp500Sample, SmaAndRocOfTenStocksOverFiveYears) {
  const auto file = data_file("sp500_daily/expected_sma_roc_sample.csv");
  TICKBARD_NEEDS_DATA(file);
  const auto rows = csv(file);
  ASSERT_EQ(rows.size(), 475U);
  std::set<std::string> symbols;
  for (const Row& row : rows) symbols.insert(row.at("symbol"));
  const auto closes = closes_of(symbols);
  ASSERT_EQ(closes.size(), symbols.size());
  for (const auto& [symbol, bars] : closes) {
    const Series sma_20 = series_of(Sma(20), bars), sma_50 = series_of(Sma(50), bars),
                 sma_200 = series_of(Sma(200), bars), roc_10 = series_of(Roc(10), bars),
                 roc_20 = series_of(Roc(20), bars);
    for (const Row& row : rows) {
      if (row.at("symbol") != symbol) continue;
      const auto i = static_cast<std::size_t>(number(row, "row"));
      ASSERT_LT(i, bars.size());
      EXPECT_EQ(bars[i].close, parse_price(row.at("close")).value()) << symbol << " row " << i;
      expect_sample(sma_20[i], row, "sma20");
      expect_sample(sma_50[i], row, "sma50");
      expect_sample(sma_200[i], row, "sma200");
      expect_sample(roc_10[i], row, "roc10_pct", 100);
      expect_sample(roc_20[i], row, "roc20_pct", 100);
    }
  }
}

}  // namespace
}  // namespace tickbard::test
