#include "aggregator/bars/due_order.hpp"

#include <random>

#include "tests/aggregator/bars/bar_kit.hpp"

namespace tickbard {
namespace {

struct OrderBench {
  /// The slot is the place in what was added.
  void add(int minute, const std::string& name) {
    const MinuteStart start = kTenMinute + std::chrono::minutes{minute};
    order.add(start, *symbols.intern(sym(name)), static_cast<SlotId>(added.size()));
    added.emplace_back(minute, name);
  }
  std::vector<std::pair<int, std::string>> all(std::size_t most) {
    std::vector<std::pair<int, std::string>> out;
    while (!order.empty()) {
      const auto& taken = order.take(most);
      EXPECT_LE(taken.size(), most);
      for (const SlotId slot : taken) out.push_back(added[slot]);
    }
    return out;
  }

  SymbolTable symbols;
  DueOrder order{symbols};
  std::vector<std::pair<int, std::string>> added;
};

TEST(DueOrder, by_minute_then_by_name_however_long_it_is) {
  OrderBench b;
  for (const char* name :
       {"cm:BTCUSD_PERP", "ZZ", "A", "cm:BTCUSD_240329", "AB", "cm:BTCUS", "Z", "BRK.B", "BRK"}) {
    b.add(1, name);
    b.add(0, name);
    b.order.end_portion();
  }
  auto sorted = b.added;
  std::sort(sorted.begin(), sorted.end());
  EXPECT_EQ(b.all(4), sorted);
}

TEST(DueOrder, portions_of_any_size_make_the_same_order) {
  std::mt19937 random(7);
  OrderBench b;
  for (int round = 0; round < 40; ++round) {
    b.added.clear();
    const std::size_t total = random() % 2'000;
    b.order.expect(total);
    for (std::size_t i = 0; i < total; ++i) {
      b.add(static_cast<int>(random() % 3),
            (random() % 2 == 0 ? "LONGPREFIX" : "S") + std::to_string(random() % 900));
      if (random() % 50 == 0) b.order.end_portion();
    }
    b.order.end_portion();
    auto sorted = b.added;
    std::sort(sorted.begin(), sorted.end());
    EXPECT_EQ(b.all(1 + random() % 100), sorted);
  }
}

TEST(DueOrder, nothing_is_in_order_until_something_was_added) {
  OrderBench b;
  b.order.end_portion();
  EXPECT_TRUE(b.order.empty());
  EXPECT_TRUE(b.order.take(10).empty());
}

}  // namespace
}  // namespace tickbard
