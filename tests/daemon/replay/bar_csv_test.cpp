#include "daemon/replay/bar_csv.hpp"

#include <gtest/gtest.h>

#include <sstream>

namespace tickbard {
namespace {

Bar bar(std::string_view symbol, int minute, std::int64_t close) {
  Bar b;
  b.symbol = *Symbol::parse(symbol);
  b.start = MinuteStart{std::chrono::minutes(29'919'750 + minute)};
  b.open.raw = b.high.raw = b.low.raw = b.close.raw = close;
  b.volume.raw = 1;
  b.trade_count = 1;
  return b;
}

std::vector<std::string> printed(const BarTable& table) {
  std::ostringstream out;
  table.print(out);
  std::vector<std::string> lines;
  std::istringstream in(out.str());
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

TEST(BarTable, an_empty_one_prints_its_header) {
  EXPECT_EQ(printed(BarTable{}), std::vector<std::string>{std::string(kBarCsvHeader)});
}

TEST(BarTable, sorts_by_time_then_symbol_whatever_the_order_of_arrival) {
  BarTable table;
  table.put(bar("B", 1, 5));
  table.put(bar("A", 1, 5));
  table.put(bar("Z", 0, 5));
  table.put(bar("AA", 1, 5));
  const auto lines = printed(table);
  ASSERT_EQ(lines.size(), 5U);
  EXPECT_EQ(lines[1].substr(0, 2), "Z,");
  EXPECT_EQ(lines[2].substr(0, 2), "A,");
  EXPECT_EQ(lines[3].substr(0, 3), "AA,");
  EXPECT_EQ(lines[4].substr(0, 2), "B,");
}

TEST(BarTable, T038_T039_decimals_are_exact_and_a_missing_vwap_is_empty) {
  Bar b = bar("X", 0, 1);
  b.high.raw = 745'000'000'000'000;
  b.volume.raw = (Int128{1} << 70) + 1;
  b.revision = 3;
  b.quality = quality::kAmended | quality::kPartial;
  BarTable table;
  table.put(b);
  EXPECT_EQ(printed(table).at(1),
            "X,2026-11-20T14:30:00Z,0.000000001,745000,0.000000001,0.000000001,11805916207174.11303425,,1,3,5");
  b.vwap = Price{2'500'000'000};
  table.put(b);
  EXPECT_NE(printed(table).at(1).find(",2.5,1,3,5"), std::string::npos) << printed(table).at(1);
}

TEST(BarTable, keeps_the_final_revision) {
  BarTable table;
  Bar second = bar("A", 0, 7'000'000'000);
  second.revision = 2;
  table.put(bar("A", 0, 5));
  table.put(second);
  table.put(bar("A", 0, 6));
  EXPECT_EQ(table.size(), 1U);
  EXPECT_NE(printed(table).at(1).find(",7,"), std::string::npos);
}

}  // namespace
}  // namespace tickbard
