#include "aggregator/bars/print_log.hpp"

#include <set>

#include "tests/aggregator/bars/bar_kit.hpp"

namespace tickbard {
namespace {

PrintKey key(SymbolIndex symbol, std::uint64_t id, std::uint16_t exchange = 0) {
  PrintKey k;
  EXPECT_TRUE(PrintKey::of(symbol, exchange, TradeId{id}, 0, k));
  return k;
}

void take_in(PrintLog& log, SymbolIndex symbol, std::uint64_t id, const std::string& price) {
  log.note(symbol, key(symbol, id));
  log.keep(symbol, print_at(1, price, "1", id));
}

std::string replayed(const PrintLog& log, SymbolIndex symbol) {
  BucketData data = BucketData::empty(sym("X"), kTenMinute, 1);
  log.replay(symbol, data);
  return data.has_bar() ? line_of(data.bar()) : "none";
}

std::set<std::uint64_t> ids(const PrintLog& log, SymbolIndex symbol) {
  std::set<std::uint64_t> out;
  log.each_key(symbol, [&](const PrintKey& k) {
    EXPECT_EQ(k, key(symbol, k.id));
    EXPECT_TRUE(out.insert(k.id).second) << k.id << " is there twice";
  });
  return out;
}

TEST(PrintLog, replays_in_order_of_arrival_without_what_was_taken_back) {
  PrintLog log;
  for (std::uint64_t i = 1; i <= 12; ++i) take_in(log, 5, i, std::to_string(i));
  EXPECT_EQ(replayed(log, 5), "bar X 10:00 O=1 H=12 L=1 C=12 V=12 N=12 r0");
  for (const std::uint64_t id : {1U, 12U, 7U}) EXPECT_TRUE(log.take_back(5, 0, TradeId{id}));
  EXPECT_EQ(replayed(log, 5), "bar X 10:00 O=2 H=11 L=2 C=11 V=9 N=9 r0");
  EXPECT_FALSE(log.take_back(5, 0, TradeId{7})) << "taken back once";
  EXPECT_FALSE(log.take_back(5, 9, TradeId{8})) << "the id of another exchange";
  EXPECT_FALSE(log.take_back(4, 0, TradeId{8})) << "the id of another symbol";
  EXPECT_EQ(ids(log, 5).count(7), 1U) << "it came nevertheless, and may not come again";
}

TEST(PrintLog, symbols_share_it_without_mixing) {
  PrintLog log;
  for (std::uint64_t i = 1; i <= 3000; ++i) take_in(log, i % 2 == 0 ? 7 : 70'000, i, std::to_string(i));
  EXPECT_EQ(replayed(log, 70'000), "bar X 10:00 O=1 H=2999 L=1 C=2999 V=1500 N=1500 r0");
  EXPECT_EQ(replayed(log, 7), "bar X 10:00 O=2 H=3000 L=2 C=3000 V=1500 N=1500 r0");
  EXPECT_EQ(ids(log, 7).size(), 1500U);
  EXPECT_EQ(replayed(log, 8), "none");
}

TEST(PrintLog, what_is_only_noted_is_no_trade_and_cannot_be_taken_back) {
  PrintLog log;
  log.note(3, key(3, 1));
  take_in(log, 3, 2, "20");
  log.note(3, key(3, 3));
  EXPECT_EQ(replayed(log, 3), "bar X 10:00 O=20 H=20 L=20 C=20 V=1 N=1 r0");
  EXPECT_FALSE(log.take_back(3, 0, TradeId{3}));
  EXPECT_EQ(ids(log, 3), (std::set<std::uint64_t>{1, 2, 3}));
}

TEST(PrintLog, what_is_only_kept_makes_bars_but_tells_nothing_of_ids) {
  PrintLog log;
  log.keep(3, print_at(1, "10", "1"));      // without id and sequence
  log.keep(3, print_at(2, "11", "1", 44));  // another feed's, in whose log it was noted
  take_in(log, 3, 45, "12");
  log.keep(3, print_at(3, "13", "1", 45));  // the same id once more is a print of its own
  EXPECT_EQ(replayed(log, 3), "bar X 10:00 O=10 H=13 L=10 C=13 V=4 N=4 r0");
  EXPECT_EQ(ids(log, 3), std::set<std::uint64_t>{45});
  const auto back = log.take_back(3, 0, TradeId{44});
  ASSERT_TRUE(back);
  EXPECT_EQ(back->price, price("11"));
}

TEST(PrintLog, gives_back_every_field) {
  PrintLog log;
  Print print = print_at(59, "0.000000001", "123456789", 77);
  print.sequence = UINT64_MAX;
  print.exchange = 0x1204;
  print.effect = {.price = false, .range = true, .volume = false};
  log.note(9, key(9, 77, 0x1204));
  log.keep(9, print);
  const auto back = log.take_back(9, 0x1204, TradeId{77});
  ASSERT_TRUE(back);
  EXPECT_EQ(back->price, print.price);
  EXPECT_EQ(back->size, print.size);
  EXPECT_EQ(back->time, print.time);
  EXPECT_EQ(back->sequence, print.sequence);
  EXPECT_EQ(back->id, print.id);
  EXPECT_EQ(back->exchange, print.exchange);
  EXPECT_EQ(back->effect, print.effect);
}

TEST(PrintLog, what_is_kept_anew_after_it_was_taken_back_may_do_what_is_said_then) {
  PrintLog log;
  take_in(log, 3, 1, "10");
  Print print = print_at(2, "99", "1", 2);
  log.note(3, key(3, 2));
  log.keep(3, print);
  ASSERT_TRUE(log.take_back(3, 0, TradeId{2}));
  print.effect = {.price = false, .range = false, .volume = true};
  log.keep(3, print);
  EXPECT_EQ(replayed(log, 3), "bar X 10:00 O=10 H=10 L=10 C=10 V=2 N=2 r0") << "corrected to volume alone";
}

TEST(PrintLog, each_print_keeps_its_own_order_of_the_exchange) {
  struct Case {
    std::uint64_t id, sequence;
  };
  const Case cases[] = {{11, 0}, {12, 500}, {13, 0}, {0, 14}, {15, 499}, {0, 0}};
  PrintLog log;
  for (int minute = 0; minute < 2; ++minute) {  // the second has its memory from the first, in another order
    for (std::size_t i = 0; i < std::size(cases); ++i) {
      const Case& c = cases[minute == 0 ? i : std::size(cases) - 1 - i];
      Print print = print_at(1, "5", "1", c.id);
      print.sequence = c.sequence;
      log.keep(2, print);
    }
    for (const Case& c : cases) {
      if (c.id == 0) continue;
      const auto back = log.take_back(2, 0, TradeId{c.id});
      ASSERT_TRUE(back) << c.id;
      EXPECT_EQ(back->sequence, c.sequence) << c.id;
      EXPECT_EQ(back->id, TradeId{c.id});
    }
    const auto by_sequence = log.take_back(2, 0, TradeId{});
    ASSERT_TRUE(by_sequence);
    EXPECT_EQ(by_sequence->sequence, minute == 0 ? 0U : 14U) << "the newest without an id";
    log.clear();
  }
}

TEST(PrintLog, cleared_it_knows_nothing_and_serves_again) {
  PrintLog log;
  for (int minute = 0; minute < 3; ++minute) {
    for (std::uint64_t i = 1; i <= 2500; ++i) take_in(log, 1, i, "5");
    EXPECT_EQ(replayed(log, 1), "bar X 10:00 O=5 H=5 L=5 C=5 V=2500 N=2500 r0");
    log.clear();
    EXPECT_EQ(replayed(log, 1), "none");
    EXPECT_TRUE(ids(log, 1).empty());
    log.note(1, key(1, 1));
    EXPECT_EQ(replayed(log, 1), "none") << "an older minute's trade in the same place is gone";
    log.clear();
  }
}

}  // namespace
}  // namespace tickbard
