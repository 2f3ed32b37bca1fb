#include "aggregator/bars/trade_log.hpp"

#include "tests/aggregator/bars/bar_kit.hpp"

namespace tickbard {
namespace {

std::string replayed(const TradeLog& log, const TradeLog::List& list) {
  BucketData data = BucketData::empty(sym("X"), kTenMinute, 1);
  log.replay(list, data);
  return data.has_bar() ? line_of(data.bar()) : "none";
}

TEST(TradeLog, replays_in_order_of_arrival_without_what_was_erased) {
  TradeLog log;
  TradeLog::List list;
  for (int i = 1; i <= 12; ++i)
    log.append(list, print_at(1, std::to_string(i), "1", static_cast<std::uint64_t>(i)));
  EXPECT_EQ(replayed(log, list), "bar X 10:00 O=1 H=12 L=1 C=12 V=12 N=12 r0");
  for (const std::uint64_t id : {1U, 12U, 7U}) TradeLog::erase(*log.find(list, 0, TradeId{id}));
  EXPECT_EQ(replayed(log, list), "bar X 10:00 O=2 H=11 L=2 C=11 V=9 N=9 r0");
  EXPECT_EQ(log.find(list, 0, TradeId{7}), nullptr) << "taken back once";
  EXPECT_EQ(log.find(list, 9, TradeId{8}), nullptr) << "the id of another exchange";
}

TEST(TradeLog, lists_share_blocks_without_mixing) {
  TradeLog log;
  TradeLog::List a, b;
  for (int i = 1; i <= 20; ++i) log.append(i % 2 ? a : b, print_at(1, std::to_string(i), "1"));
  EXPECT_EQ(replayed(log, a), "bar X 10:00 O=1 H=19 L=1 C=19 V=10 N=10 r0");
  log.clear(a);
  EXPECT_EQ(replayed(log, a), "none");
  for (int i = 1; i <= 20; ++i) log.append(a, print_at(1, "5", "1"));
  EXPECT_EQ(replayed(log, b), "bar X 10:00 O=2 H=20 L=2 C=20 V=10 N=10 r0");
  EXPECT_EQ(replayed(log, a), "bar X 10:00 O=5 H=5 L=5 C=5 V=20 N=20 r0");
}

}  // namespace
}  // namespace tickbard
