#include "aggregator/bars/symbol_table.hpp"
#include "tests/scenarios/market_rig.hpp"
#include "tests/support/heap_use.hpp"

namespace tickbard {
namespace {

using namespace std::chrono_literals;

// Symbols come by name in every protocol we speak, so there is no instrument id to re-map: a renamed instrument is
// simply another symbol from its first print on, and its old name's minute keeps what traded under it.
TEST(Symbols, T042_a_renamed_instrument_goes_to_the_new_name_from_that_moment) {
  const UnixNanos ten = at("2026-11-20T10:00:00Z");
  MarketRig rig(ten, {MarketRig::coins("f", false)});
  rig.stream();
  rig.trade(rig.tick("FB", "10", "1"));
  rig.move_by(10s);
  rig.trade(rig.tick("META", "11", "2"));
  rig.pass_until(ten + 62s);
  EXPECT_EQ(lines_of(rig.events()), (std::vector<std::string>{"bar FB 10:00 O=10 H=10 L=10 C=10 V=1 N=1 r1",
                                                              "bar META 10:00 O=11 H=11 L=11 C=11 V=2 N=1 r1"}));
}

TEST(Symbols, venues_keep_their_books_apart) {
  const UnixNanos ten = at("2026-11-20T10:00:00Z");
  MarketRig rig(ten, {MarketRig::coins("f", false)});
  rig.stream();
  rig.trade(rig.tick("spot:BTCUSDT", "10", "1"));
  rig.trade(rig.tick("usdm:BTCUSDT", "11", "1"));
  rig.pass_until(ten + 62s);
  EXPECT_EQ(rig.events().size(), 2U);
}

TEST(Symbols, so_many_as_are_expected_come_without_a_print_that_waits_for_all_of_them_to_be_copied) {
  if (!test::heap_use()) GTEST_SKIP() << "memory is counted without sanitizers alone";
  const UnixNanos ten = at("2026-11-20T10:00:00Z");
  MarketRig rig(ten, {MarketRig::coins("f", false)});
  rig.stream();
  rig.trade(rig.tick("S", "10", "1"));  // the minute and its page
  std::size_t chunks = 1;
  for (std::size_t i = 1; i != SymbolTable::kExpected; ++i) {
    const Tick tick = rig.tick("S" + std::to_string(i), "10", "1");
    const std::size_t before = *test::heap_use();
    rig.trade(tick);
    rig.market().events().clear();
    const std::size_t taken = *test::heap_use() - before;
    const bool chunk = taken >= BucketMemory::kChunkBytes;
    chunks += chunk;
    ASSERT_LT(taken - (chunk ? BucketMemory::kChunkBytes : 0), 192 << 10) << "symbol " << i;
  }
  EXPECT_EQ(chunks, SymbolTable::kExpected / 4095 + 1) << "of bucket memory, which others make ahead";
}

}  // namespace
}  // namespace tickbard
