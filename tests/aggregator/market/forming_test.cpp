#include <atomic>
#include <thread>

#include "tests/scenarios/market_rig.hpp"

namespace tickbard {
namespace {

using namespace std::chrono_literals;

// T-049: any thread reads forming bars while the market writes; what it sees always belongs together.
TEST(Forming, T049_a_concurrent_reader_sees_whole_bars_only) {
  MarketRig rig(at("2026-11-20T10:00:00Z"), {MarketRig::coins("f", false)});
  rig.stream();
  const std::vector<std::string> names{"A", "B", "C"};
  std::atomic<bool> done{false};
  std::atomic<std::uint64_t> seen{0}, wrong{0};
  std::thread reader([&] {
    const std::vector<Symbol> symbols{sym("A"), sym("B"), sym("C")};
    while (!done.load(std::memory_order_relaxed)) {
      for (const Symbol& s : symbols) {
        MinuteStart last{};
        for (const Bar& minute : rig.market().minutes_after(s, last)) {
          // In this market every minute trades: none may be missing in between.
          if (last != MinuteStart{} && minute.start != last + 1min) wrong.fetch_add(1);
          last = minute.start;
        }
        const auto bar = rig.market().forming(s);
        if (!bar) continue;
        seen.fetch_add(1);
        // Every print is of 2 at the number of prints so far: the figures tell each other.
        const auto n = static_cast<std::int64_t>(bar->trade_count);
        const bool whole = bar->symbol == s && bar->volume.raw == 2 * Int128{n} * 100'000'000 &&
                           bar->close.raw == n * 1'000'000'000 && bar->high == bar->close &&
                           bar->open.raw == 1'000'000'000 && bar->low == bar->open &&
                           (bar->quality & quality::kForming) != 0;
        if (!whole) wrong.fetch_add(1);
      }
    }
  });
  for (int minute = 0; minute < 30; ++minute) {
    for (int n = 1; n <= 40; ++n) {
      for (const auto& name : names) rig.trade(rig.tick(name, std::to_string(n), "2"));
      rig.move_by(1s);
    }
    rig.move_by(22s);
    rig.pass();
    rig.move_by(-2s);
  }
  // On a busy single core the reader may not have run yet: it is waited for on its own count.
  rig.trade(rig.tick("A", "1", "2"));
  while (seen.load() == 0) {
  }
  done = true;
  reader.join();
  EXPECT_EQ(wrong.load(), 0U);
  EXPECT_EQ(rig.market().tally().counted.get(), 30U * 40U * 3U + 1U);
}

TEST(Forming, an_unknown_symbol_has_none) {
  MarketRig rig(at("2026-11-20T10:00:00Z"), {MarketRig::coins()});
  EXPECT_FALSE(rig.market().forming(sym("NOBODY")));
  EXPECT_TRUE(rig.market().minutes_after(sym("NOBODY"), {}).empty());
}

}  // namespace
}  // namespace tickbard
