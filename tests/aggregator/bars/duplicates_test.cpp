#include "aggregator/bars/duplicates.hpp"

#include <random>
#include <set>

#include "tests/aggregator/bars/bar_kit.hpp"

namespace tickbard {
namespace {

PrintKey key(SymbolIndex symbol, std::uint16_t exchange, std::uint64_t id, std::uint64_t sequence = 0) {
  PrintKey k;
  EXPECT_TRUE(PrintKey::of(symbol, exchange, TradeId{id}, sequence, k));
  return k;
}

TEST(Duplicates, T036_symbol_exchange_and_id_make_a_print) {
  DuplicateSet seen;
  EXPECT_TRUE(seen.insert(key(1, 4, 100)));
  EXPECT_FALSE(seen.insert(key(1, 4, 100)));
  EXPECT_TRUE(seen.insert(key(2, 4, 100))) << "another symbol";
  EXPECT_TRUE(seen.insert(key(1, 5, 100))) << "another exchange";
  EXPECT_TRUE(seen.insert(key(1, 4, 101))) << "another id";
  EXPECT_TRUE(seen.insert(key(1, 4, 0, 100))) << "a sequence number is no trade id";
  EXPECT_FALSE(seen.insert(key(1, 4, 0, 100)));
  EXPECT_FALSE(seen.insert(key(1, 4, 100, 55))) << "where there is an id the sequence says nothing";
  EXPECT_TRUE(seen.insert(key(0, 0, 1))) << "the first symbol without an exchange is no free place";
  EXPECT_EQ(seen.size(), 6U);
}

TEST(Duplicates, a_print_without_id_and_sequence_has_no_key) {
  PrintKey k;
  EXPECT_FALSE(PrintKey::of(1, 4, TradeId{}, 0, k));
}

TEST(Duplicates, agrees_with_a_plain_set_over_many_clears) {
  std::mt19937_64 random(7);
  DuplicateSet seen;
  for (int round = 0; round < 5; ++round) {
    std::set<std::pair<std::uint64_t, std::uint64_t>> reference;
    for (int i = 0; i < 20'000; ++i) {
      const PrintKey k = key(static_cast<SymbolIndex>(random() % 50), static_cast<std::uint16_t>(random() % 3),
                             1 + random() % 300 * 0x10001);
      ASSERT_EQ(seen.insert(k), reference.insert({k.place, k.id}).second);
    }
    EXPECT_EQ(seen.size(), reference.size());
    seen.clear();
    EXPECT_EQ(seen.size(), 0U);
  }
}

TEST(DuplicateSet, cleared_a_part_at_a_time_it_is_as_good_as_new) {
  DuplicateSet set;
  for (std::uint64_t id = 1; id <= 5'000; ++id) set.insert({id, 1});
  std::size_t calls = 0, left = 0;
  do {
    left = 3;
    ++calls;
  } while (!set.clear_some(left));
  EXPECT_GT(calls, 10U);
  EXPECT_EQ(set.size(), 0U);
  for (std::uint64_t id = 1; id <= 5'000; ++id) ASSERT_TRUE(set.insert({id, 1}));
  EXPECT_FALSE(set.insert({5, 1}));
}

}  // namespace
}  // namespace tickbard
