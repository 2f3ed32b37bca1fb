#include "aggregator/derive/baselines/symbol_day.hpp"

#include <gtest/gtest.h>

#include "aggregator/derive/baselines/day_book.hpp"
#include "tests/aggregator/derive/bars_kit.hpp"

namespace tickbard {
namespace {

using Added = SymbolDay::Added;

TEST(SymbolDay, T064_a_segments_first_price_is_the_earliest_and_not_the_lowest) {
  SymbolDay d(session_of("2026-11-20"));
  d.add(bar_at("2026-11-20T09:05:00Z", "10 10 10 10 100"));
  d.add(bar_at("2026-11-20T09:06:00Z", "8 8 8 8 100"));
  EXPECT_EQ(d.first(Segment::pre)->price, px("10"));
  EXPECT_EQ(d.first(Segment::pre)->start, min_at("2026-11-20T09:05:00Z"));
  EXPECT_FALSE(d.first(Segment::rth));
}

TEST(SymbolDay, T071_the_high_of_the_day_is_that_of_every_minute_with_its_first_touch) {
  SymbolDay d(session_of("2026-11-20"));
  d.add(bar_at("2026-11-20T14:00:00Z", "50 60 1 50 100"));  // pre-market
  d.add(bar_at("2026-11-20T14:31:00Z", "10 12 9 10 100"));
  d.add(bar_at("2026-11-20T14:32:00Z", "10 12 9 10 100"));
  const DayRange& regular = d.range();
  EXPECT_EQ(regular.high, (Touch{px("12"), min_at("2026-11-20T14:31:00Z")}));
  EXPECT_EQ(regular.low, (Touch{px("9"), min_at("2026-11-20T14:31:00Z")}));
}

TEST(SymbolDay, T062_the_previous_evening_is_no_pre_market_of_today) {
  SymbolDay d(session_of("2026-11-20"));
  EXPECT_EQ(d.add(flat_at("2026-11-20T00:30:00Z", "10")), Added::ignored);
  EXPECT_FALSE(d.first(Segment::pre));
  EXPECT_FALSE(d.last());
}

TEST(SymbolDay, a_minute_before_the_last_or_another_issue_of_it_is_stale) {
  SymbolDay d(session_of("2026-11-20"));
  const Bar b = flat_at("2026-11-20T15:00:00Z", "10");
  Bar amended = b;
  amended.revision = 2;
  EXPECT_EQ(d.add(b), Added::next);
  EXPECT_EQ(d.add(b), Added::ignored);
  EXPECT_EQ(d.add(amended), Added::stale);
  EXPECT_EQ(d.add(flat_at("2026-11-20T14:59:00Z", "10")), Added::stale);
  EXPECT_EQ(d.volume(), vol("100")) << "none of these was folded";
}

TEST(SymbolDay, T046_a_minute_whose_only_price_was_taken_back_changes_nothing) {
  SymbolDay d(session_of("2026-11-20"));
  Bar emptied = flat_at("2026-11-20T12:00:00Z", "1000", "0");
  emptied.trade_count = 0;
  emptied.quality = quality::kAmended;
  EXPECT_EQ(d.add(emptied), Added::ignored);
  EXPECT_FALSE(d.first(Segment::pre));
  d.add(flat_at("2026-11-20T15:00:00Z", "10"));
  emptied.start = min_at("2026-11-20T15:01:00Z");
  EXPECT_EQ(d.add(emptied), Added::ignored);
  EXPECT_EQ(d.last()->price, px("10"));
  EXPECT_EQ(d.range().high->price, px("10"));
  emptied.start = min_at("2026-11-20T15:00:00Z");
  emptied.revision = 2;
  EXPECT_EQ(d.add(emptied), Added::stale) << "what it was is counted in already";
}

TEST(SymbolDay, the_price_as_of_a_time_is_of_the_newest_minute_that_had_ended) {
  SymbolDay d(session_of("2026-11-20"));
  EXPECT_FALSE(d.last_ended_by(min_at("2026-11-20T15:00:00Z")));
  for (int i = 0; i < 60; ++i) {
    Bar b = flat_at("2026-11-20T15:00:00Z", std::to_string(100 + i));
    b.start += std::chrono::minutes{i};
    d.add(b);
  }
  EXPECT_EQ(d.last()->price, px("159"));
  EXPECT_EQ(d.last_ended_by(min_at("2026-11-20T16:00:00Z"))->price, px("159"));
  EXPECT_EQ(d.last_ended_by(min_at("2026-11-20T15:59:00Z"))->price, px("158"));
  EXPECT_EQ(d.last_ended_by(min_at("2026-11-20T15:45:00Z"))->price, px("144"));
}

TEST(SymbolDay, a_continuous_day_is_all_regular) {
  SymbolDay d(Calendar::always().session(day("2026-11-21")).value());
  EXPECT_TRUE(d.bounds().continuous());
  d.add(flat_at("2026-11-21T00:00:00Z", "10"));
  EXPECT_TRUE(d.first(Segment::rth));
  EXPECT_FALSE(d.first(Segment::pre));
}

std::vector<Bar> whole_day() {
  std::vector<Bar> out;
  const Session s = session_of("2026-11-20");
  int n = 0;
  for (MinuteStart m = minute_of(s.pre_open); m < s.post_close; m += std::chrono::minutes{1}, ++n) {
    if (n % 7 == 3) continue;
    Bar b = flat_at("2026-11-20T15:00:00Z", std::to_string(100 + n * 31 % 47), std::to_string(1 + n % 9));
    b.start = m;
    out.push_back(b);
  }
  return out;
}

TEST(SymbolDay, T068_restarted_at_any_time_of_the_day_it_is_what_it_was) {
  const auto minutes = whole_day();
  SymbolDay live(session_of("2026-11-20"));
  for (std::size_t n = 0; n < minutes.size(); ++n) {
    live.add(minutes[n]);
    if (n % 50 != 0) continue;
    SymbolDay restarted(session_of("2026-11-20"));
    for (std::size_t i = 0; i <= n; ++i) restarted.add(minutes[i]);
    ASSERT_EQ(restarted, live) << to_rfc3339(minutes[n].start);
  }
}

std::string names(const std::vector<Symbol>& symbols) {
  std::string out;
  for (const Symbol& s : symbols) out += std::string(s.view()) + " ";
  return out;
}

Bar of(std::string_view symbol, Bar b) {
  b.symbol = sym(symbol);
  return b;
}

TEST(DayBook, tells_whose_day_has_grown_since_the_last_time) {
  DayBook book(xnys());
  book.apply(of("BBB", flat_at("2026-11-20T15:00:00Z", "10")));
  book.apply(of("AAA", flat_at("2026-11-20T15:00:00Z", "10")));
  book.apply(of("ZZZ", flat_at("2026-11-20T03:00:00Z", "10")));  // overnight
  EXPECT_EQ(names(book.take().changed), "AAA BBB ");
  EXPECT_EQ(names(book.take().changed), "");
  EXPECT_EQ(book.find(sym("ZZZ")), nullptr);
  EXPECT_EQ(book.symbols(), 2U);
}

TEST(DayBook, T104_a_late_minute_asks_for_a_rebuild_and_the_rebuilt_day_holds_it) {
  DayBook book(xnys());
  const Bar first = flat_at("2026-11-20T15:00:00Z", "10"), late = flat_at("2026-11-20T15:01:00Z", "99"),
            last = flat_at("2026-11-20T15:02:00Z", "11");
  book.apply(first);
  book.apply(last);
  book.apply(late);
  const auto changes = book.take();
  EXPECT_EQ(names(changes.stale), "AAA ");
  book.rebuild(sym("AAA"), std::vector{first, late, last});
  EXPECT_EQ(book.find(sym("AAA"))->range().high->price, px("99"));
  const auto after = book.take();
  EXPECT_EQ(names(after.changed), "AAA ");
  EXPECT_EQ(names(after.stale), "");
}

TEST(DayBook, T072_the_day_stays_until_the_next_sessions_first_minute) {
  DayBook book(xnys());
  book.apply(flat_at("2026-11-20T15:00:00Z", "10"));
  book.apply(flat_at("2026-11-21T15:00:00Z", "77"));  // Saturday
  EXPECT_EQ(book.find(sym("AAA"))->bounds().date, day("2026-11-20"));
  EXPECT_EQ(book.find(sym("AAA"))->last()->price, px("10"));
  book.apply(flat_at("2026-11-23T09:00:00Z", "12"));
  EXPECT_EQ(book.find(sym("AAA"))->bounds().date, day("2026-11-23"));
  book.apply(flat_at("2026-11-20T15:01:00Z", "13"));  // late, of Friday
  EXPECT_EQ(book.find(sym("AAA"))->last()->price, px("12"));
  EXPECT_TRUE(book.take().stale.empty()) << "a day that is over is the daily rollup's affair";
}

TEST(DayBook, what_was_stale_is_not_when_a_new_day_or_a_rebuild_came_before_it_was_told) {
  const Bar first = flat_at("2026-11-20T15:00:00Z", "10"), last = flat_at("2026-11-20T15:02:00Z", "11");
  DayBook next_day(xnys()), rebuilt(xnys());
  for (DayBook* book : {&next_day, &rebuilt}) {
    book->apply(last);
    book->apply(first);
  }
  next_day.apply(flat_at("2026-11-23T09:00:00Z", "12"));
  rebuilt.rebuild(sym("AAA"), std::vector{first, last});
  EXPECT_EQ(names(next_day.take().stale), "");
  EXPECT_EQ(names(rebuilt.take().stale), "");
}

TEST(DayBook, T068_a_restarted_book_has_the_same_days) {
  DayBook live(xnys()), restarted(xnys());
  const auto minutes = whole_day();
  for (const Bar& b : minutes) live.apply(b);
  restarted.rebuild(sym("AAA"), minutes);
  EXPECT_EQ(*live.find(sym("AAA")), *restarted.find(sym("AAA")));
}

}  // namespace
}  // namespace tickbard
