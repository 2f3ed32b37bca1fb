#include "tests/endurance/judge.hpp"

#include <gtest/gtest.h>

#include "aggregator/core/time_text.hpp"

// The judge itself: a store told from the reference is right, and each way of being wrong is seen.
namespace tickbard::test {

namespace {

/// What a store answers, made of the reference and then spoilt.
struct Told {
  MadeUpMarket market;
  std::map<MinuteStart, std::map<std::string, StoredMinute>> rows;
  std::string losses;

  Told() {
    market.symbols = 3;
    ReferenceMinutes reference(market);
    for (int n = 0; n != 5; ++n) {
      const MinuteStart minute = reference.next();
      for (const auto& [symbol, bar] : reference.take()) rows[minute][symbol] = {bar, 0};
    }
  }

  StoredMinute& third() { return minute(2).at("SIM1/USD"); }
  std::map<std::string, StoredMinute>& minute(int n) {
    return rows.at(minute_of(market.start) + std::chrono::minutes{n});
  }
  void lose_third(const std::string& reason) {
    const auto from = to_unix_seconds(minute_of(market.start)) + 130;
    losses = std::to_string(from) + "000000|" + std::to_string(from + 10) + "000000|" + reason + "\n";
  }

  static std::string decimal(std::int64_t raw, std::size_t digits) {
    std::string text = std::to_string(raw);
    text.insert(0, text.size() > digits ? 0 : digits + 1 - text.size(), '0');
    return text.insert(text.size() - digits, ".");
  }

  std::string answer(const std::string& sql) const {
    if (sql.find("ingest_gaps") != std::string::npos) return losses;
    if (sql.find("min(") != std::string::npos) {
      return std::to_string(to_unix_seconds(rows.begin()->first)) + "|" +
             std::to_string(to_unix_seconds(rows.rbegin()->first)) + "\n";
    }
    std::size_t count = 0;
    std::string out;
    for (const auto& [minute, bars] : rows) {
      count += bars.size();
      if (sql.find("(" + std::to_string(to_unix_seconds(minute)) + ")") == std::string::npos) continue;
      for (const auto& [symbol, row] : bars) {
        out += symbol;
        for (const std::int64_t price : {row.bar.open, row.bar.high, row.bar.low, row.bar.close}) {
          out += "|" + decimal(price, 9);
        }
        out += "|" + decimal(row.bar.volume, 8) + "|" + decimal(row.bar.vwap, 9) + "|" +
               std::to_string(row.bar.count) + "|" + std::to_string(row.quality) + "\n";
      }
    }
    return sql.find("count(*)") != std::string::npos ? std::to_string(count) + "\n" : out;
  }

  Verdict verdict(Feed feed = Feed::live) const {
    return judge(market, StoredMinutes::of_postgres([this](const std::string& sql) { return answer(sql); }), feed);
  }
};

TEST(Judge, finds_nothing_in_the_reference_itself) {
  const Verdict verdict = Told{}.verdict(Feed::sends_again);
  EXPECT_TRUE(verdict.broken.empty()) << verdict.text();
  EXPECT_EQ(verdict.whole, 15);
}

TEST(Judge, sees_a_figure_that_differs_in_a_bar_without_a_flag) {
  for (const auto spoil : {+[](ReferenceBar& b) { b.open += 1; }, +[](ReferenceBar& b) { b.high += 1; },
                           +[](ReferenceBar& b) { b.low -= 1; }, +[](ReferenceBar& b) { b.close += 1; },
                           +[](ReferenceBar& b) { b.volume += 1; }, +[](ReferenceBar& b) { b.vwap += 1; },
                           +[](ReferenceBar& b) { b.count -= 1; }}) {
    Told told;
    spoil(told.third().bar);
    EXPECT_EQ(told.verdict().broken.size(), 1U) << told.verdict().text();
  }
}

TEST(Judge, a_flag_needs_a_row_of_ingest_gaps_and_no_more_than_what_traded) {
  Told told;
  told.third().quality = 2;
  told.third().bar.count -= 1;
  EXPECT_EQ(told.verdict().broken.size(), 1U) << "nothing tells of it";
  told.lose_third("closed");
  EXPECT_TRUE(told.verdict().broken.empty()) << told.verdict().text();
  EXPECT_EQ(told.verdict(Feed::sends_again).broken.size(), 1U) << "it was sent again";
  told.third().bar.count += 2;
  EXPECT_EQ(told.verdict().broken.size(), 1U) << "more than ever traded";
}

TEST(Judge, sees_what_is_not_there_and_what_should_not_be) {
  Told told;
  told.minute(2).erase("SIM1/USD");
  EXPECT_EQ(told.verdict().broken.size(), 1U) << told.verdict().text();
  told.lose_third("shutdown");
  EXPECT_EQ(told.verdict().missing, 1);
  EXPECT_TRUE(told.verdict().broken.empty()) << told.verdict().text();
  told.minute(3)["SIM9/USD"] = told.minute(3).at("SIM1/USD");
  EXPECT_EQ(told.verdict().broken.size(), 1U) << "nothing traded in it";
}

}  // namespace

}  // namespace tickbard::test
