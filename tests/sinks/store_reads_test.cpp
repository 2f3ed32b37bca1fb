// What every store answers, run on each engine.
#include <gtest/gtest.h>

#include "tests/sinks/store_fixture.hpp"

namespace tickbard::test {
namespace {

using StoreReads = EveryStore;

BarQuery query_of(std::string_view name, MinuteStart from, MinuteStart to, std::size_t limit = 10'000) {
  BarQuery q;
  q.symbol = symbol(name);
  q.from = from;
  q.to = to;
  q.limit = limit;
  return q;
}

std::string starts(const std::vector<StoredBar>& rows) {
  std::string out;
  for (const StoredBar& row : rows) {
    out += (out.empty() ? "" : " ") + std::to_string((row.bar.start - minute()).count());
  }
  return out;
}

TEST_P(StoreReads, a_chart_is_half_open_oldest_first_and_one_symbol) {
  AnyStore store(GetParam());
  std::vector<Event> events;
  for (const int m : {0, 1, 2, 59, 60, 61, 1440, 3000}) {
    events.push_back(bar("C", minute(m)));
    events.push_back(bar("B", minute(m)));
    events.push_back(bar("D", minute(m + 1)));
  }
  store.write(events);
  struct Case {
    int from, to;
    std::size_t limit;
    bool newest_first;
    const char* expected;
  };
  const std::vector<Case> cases{
      {0, 3001, 100, false, "0 1 2 59 60 61 1440 3000"},
      {0, 60, 100, false, "0 1 2 59"},
      {1, 2, 100, false, "1"},
      {0, 3001, 3, false, "0 1 2"},
      {3, 59, 100, false, ""},
      {60, 60, 100, false, ""},
      {60, 0, 100, false, ""},
      {0, 3001, 0, false, ""},
      {0, 3001, 4, true, "3000 1440 61 60"},
      {-500'000, 61, 2, true, "60 59"},
      {-5'000'000, 50'000'000, 100, false, "0 1 2 59 60 61 1440 3000"},
  };
  for (const Case& c : cases) {
    BarQuery q = query_of("C", minute(c.from), minute(c.to), c.limit);
    q.newest_first = c.newest_first;
    EXPECT_EQ(starts(store->bars(q).value()), c.expected) << c.from << ".." << c.to << " limit " << c.limit;
  }
  EXPECT_TRUE(store->bars(query_of("NOBODY", minute(0), minute(3001))).value().empty());
}

TEST_P(StoreReads, an_empty_store_answers_every_question) {
  AnyStore store(GetParam());
  EXPECT_TRUE(all_bars(*store, "A").empty());
  EXPECT_TRUE(store->closes_in(minute(), minute(400)).value().empty());
  EXPECT_TRUE(store->alerts(at(0), at(9), 9).value().empty());
  EXPECT_TRUE(store->gaps(at(0), at(9), 9).value().empty());
}

TEST_P(StoreReads, closes_are_each_symbols_last_in_the_window) {
  AnyStore store(GetParam());
  Bar last = bar("A", minute(2));
  last.close = price("10.03");
  store.write({bar("A", minute(0)), bar("A", minute(1)), last, bar("A", minute(3)), bar("B", minute(0)),
               bar("C", minute(3))});
  const auto closes = store->closes_in(minute(0), minute(3)).value();
  ASSERT_EQ(closes.size(), 2U);
  EXPECT_EQ(closes[0].symbol, symbol("A"));
  EXPECT_EQ(closes[0].start, minute(2));
  EXPECT_EQ(to_text(closes[0].close), "10.03");
  EXPECT_EQ(closes[1].symbol, symbol("B"));
}

TEST_P(StoreReads, a_reader_may_not_write) {
  AnyStore store(GetParam());
  store.write({bar("A", minute())});
  const auto reader = store.another(OpenMode::read_only);
  EXPECT_EQ(all_bars(*reader, "A").size(), 1U);
  const std::vector<Event> events{bar("A", minute(0), 2)};
  const auto refused = reader->write(events, at(1));
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().cls, StoreErrorClass::permission) << refused.error().text;
}

INSTANTIATE_TEST_SUITE_P(Engine, StoreReads, ::testing::Values("sqlite", "postgres"),
                         [](const auto& engine) { return engine.param; });

}  // namespace
}  // namespace tickbard::test
