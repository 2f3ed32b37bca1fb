#include "daemon/app/closes.hpp"

#include "aggregator/core/time_text.hpp"
#include "sinks/derived/corporate_actions.hpp"
#include "sinks/derived/daily_bars.hpp"
#include "sinks/derived/instruments.hpp"
#include "tests/sinks/builders.hpp"
#include "tests/support/precompiled.hpp"

namespace tickbard::test {
namespace {

/// A store as of Monday 2026-11-23 before the open; Friday is 11-20.
struct Shelf {
  Shelf() {
    store = open_store("sqlite:bars.db", folder.path(), OpenMode::read_write).value();
    store->migrate(false, kMonday).value();
    tables = open_tables("sqlite:bars.db", folder.path(), OpenMode::read_write).value();
    FeedConfig us;
    us.name = "us";
    us.calendar = "xnys";
    config.feeds = {us};
  }

  void minute(std::string_view name, std::string_view start, std::string_view close) {
    Bar made = bar(name, minute_of(*parse_rfc3339(start)));
    made.open = made.high = made.low = made.close = *parse_price(close);
    store->write(std::vector<Event>{made}, kMonday).value();
  }
  void day(std::string_view name, std::string_view date, std::string_view close) {
    DailyBar made;
    made.symbol = symbol(name);
    made.session = *parse_date(date);
    made.open = made.high = made.low = made.close = *parse_price(close);
    made.close_source = DayPriceSource::official;
    made.is_final = true;
    write_daily(*tables, std::vector{made}, kMonday).value();
  }

  /// The last word on a symbol: "2026-11-20 101.5".
  std::string close_of(std::string_view name, bool with_days = true) {
    std::string out = "none";
    for (const auto& close :
         read_closes(*store, with_days ? tables.get() : nullptr, config, data, kMonday, [](auto&&...) {})) {
      if (close.symbol == symbol(name) && close.final) out = to_text(close.of) + " " + to_text(close.close);
    }
    return out;
  }

  static inline const UnixNanos kMonday = *parse_rfc3339("2026-11-23T13:00:00Z");
  TempFolder folder;
  std::unique_ptr<Store> store;
  std::unique_ptr<Tables> tables;
  Config config;
  MarketData data = *MarketData::load({});
};

TEST(Closes, T003_monday_starts_from_fridays_close) {
  Shelf shelf;
  shelf.minute("A", "2026-11-19T20:59:00Z", "99");
  shelf.minute("A", "2026-11-20T20:59:00Z", "101");
  shelf.minute("A", "2026-11-20T21:30:00Z", "150");  // after hours
  EXPECT_EQ(shelf.close_of("A"), "2026-11-20 101");
}

TEST(Closes, a_days_official_close_counts_before_its_last_minute) {
  Shelf shelf;
  shelf.minute("A", "2026-11-20T20:59:00Z", "101");
  shelf.day("A", "2026-11-20", "101.5");
  shelf.day("IMPORTED", "2026-11-18", "7");
  EXPECT_EQ(shelf.close_of("A"), "2026-11-20 101.5");
  EXPECT_EQ(shelf.close_of("A", false), "2026-11-20 101");
  EXPECT_EQ(shelf.close_of("IMPORTED"), "2026-11-18 7") << "a day that no minutes are kept of";
}

TEST(Closes, T066_T115_a_split_on_monday_changes_fridays_close) {
  Shelf shelf;
  shelf.minute("A", "2026-11-20T20:59:00Z", "100");
  shelf.day("B", "2026-11-20", "50");
  write_splits(*shelf.tables, std::vector<Split>{{symbol("A"), *parse_date("2026-11-23"), 10, 1},
                                                 {symbol("B"), *parse_date("2026-11-23"), 1, 2}})
      .value();
  EXPECT_EQ(shelf.close_of("A"), "2026-11-20 10");
  EXPECT_EQ(shelf.close_of("B"), "2026-11-20 100");
}

TEST(Closes, T091_beside_a_feed_of_utc_days_friday_stays_fridays_close) {
  Shelf shelf;
  FeedConfig coins;
  coins.name = "coins";
  coins.calendar = "always";
  shelf.config.feeds.push_back(coins);
  InstrumentRow stock, coin;
  stock.symbol = symbol("A");
  stock.calendar = "xnys";
  coin.symbol = symbol("BTC-USD");
  coin.calendar = "always";
  write_instruments(*shelf.tables, std::vector{stock, coin}, Shelf::kMonday).value();
  shelf.minute("A", "2026-11-20T20:59:00Z", "101");
  shelf.minute("A", "2026-11-21T00:30:00Z", "150");  // Friday evening in New York, Saturday in UTC
  shelf.minute("BTC-USD", "2026-11-20T20:59:00Z", "7");
  shelf.minute("BTC-USD", "2026-11-22T23:59:00Z", "8");
  EXPECT_EQ(shelf.close_of("A"), "2026-11-20 101");
  EXPECT_EQ(shelf.close_of("BTC-USD"), "2026-11-22 8");
}

}  // namespace
}  // namespace tickbard::test
