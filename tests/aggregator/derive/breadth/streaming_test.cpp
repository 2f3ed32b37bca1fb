#include <deque>

#include "tests/aggregator/derive/breadth/breadth_support.hpp"

namespace tickbard::test {
namespace {

constexpr std::int32_t kSessions = 420;
constexpr std::size_t kSymbols = 30;

using Days = std::vector<BreadthBar>;

/// Symbols with late listings, holes, halts longer than five sessions, and prices from few values, so that ties
/// are common.
std::vector<Days> generated() {
  std::vector<Days> out(kSymbols);
  std::uint64_t seed = 11;
  auto next = [&](std::uint64_t below) {
    seed = seed * 6'364'136'223'846'793'005U + 1'442'695'040'888'963'407U;
    return static_cast<std::int64_t>((seed >> 33) % below);
  };
  for (std::size_t i = 0; i < kSymbols; ++i) {
    std::int64_t close = 1000;
    for (std::int32_t s = static_cast<std::int32_t>(i % 3 == 0 ? next(300) : 0); s < kSessions; ++s) {
      if (next(25) == 0) s += static_cast<std::int32_t>(next(12));
      if (s >= kSessions) break;
      close += (next(5) - 2) * 10;
      out[i].push_back({.session = s,
                        .close = cents(close),
                        .high = cents(close + next(20)),
                        .low = cents(close - next(20)),
                        .volume = shares(100 + next(50))});
    }
  }
  return out;
}

void feed(BreadthFold& fold, const Days& days) {
  fold.begin_symbol();
  for (const BreadthBar& day : days) ASSERT_TRUE(fold.add(day));
}

std::vector<BreadthTally> folded(const std::vector<Days>& symbols) {
  BreadthFold fold{0, kSessions, kSymbols};
  for (const Days& days : symbols) feed(fold, days);
  return {fold.tallies().begin(), fold.tallies().end()};
}

TEST(BreadthFold, streaming_session_by_session_equals_the_batch_symbol_by_symbol) {
  const auto symbols = generated();
  const auto batch = folded(symbols);
  std::deque<SymbolWindow> windows(kSymbols);  // what a live process keeps: a window for each symbol
  for (SymbolWindow& w : windows) w.clear();
  std::vector<std::size_t> at(kSymbols, 0);
  MarketSeries live_series, batch_series;
  for (std::int32_t s = 0; s < kSessions; ++s) {
    BreadthTally live;
    live.members = kSymbols;
    for (std::size_t i = kSymbols; i-- > 0;) {  // in another order, too
      if (at[i] < symbols[i].size() && symbols[i][at[i]].session == s) windows[i].add(symbols[i][at[i]++], &live);
    }
    const BreadthTally& whole = batch[static_cast<std::size_t>(s)];
    ASSERT_EQ(live, whole) << s;
    ASSERT_EQ(aggregates_of(live, live_series.add(live.advances_declines())),
              aggregates_of(whole, batch_series.add(whole.advances_declines())))
        << s;
  }
}

TEST(BreadthFold, a_range_with_its_warm_up_equals_the_same_sessions_of_the_whole) {
  const auto symbols = generated();
  const auto whole = folded(symbols);
  for (const auto& [first, count] :
       {std::pair{0, 10}, std::pair{260, 20}, std::pair{419, 1}, std::pair{350, 70}}) {
    BreadthFold range{first, static_cast<std::size_t>(count), kSymbols};
    for (const Days& days : symbols) {
      std::size_t from = 0;
      while (from < days.size() && days[from].session < first) ++from;
      const std::size_t warm_up = std::min(from, kBreadthWarmUp);
      feed(range, {days.begin() + static_cast<std::ptrdiff_t>(from - warm_up), days.end()});
    }
    for (int i = 0; i < count; ++i) {
      ASSERT_EQ(range.tallies()[static_cast<std::size_t>(i)], whole[static_cast<std::size_t>(first + i)])
          << first << " + " << i;
    }
  }
}

TEST(BreadthFold, parts_merged_equal_the_whole) {
  const auto symbols = generated();
  BreadthFold left{0, kSessions, 12}, right{0, kSessions, kSymbols - 12};
  for (std::size_t i = 0; i < kSymbols; ++i) feed(i < 12 ? left : right, symbols[i]);
  left.merge(right);
  EXPECT_EQ((std::vector<BreadthTally>{left.tallies().begin(), left.tallies().end()}), folded(symbols));
}

TEST(BreadthFold, T104_a_corrected_close_changes_its_session_and_not_those_before) {
  auto symbols = generated();
  const auto before = folded(symbols);
  const std::size_t corrected = symbols[1].size() / 2;
  const auto session = static_cast<std::size_t>(symbols[1][corrected].session);
  symbols[1][corrected].close = cents(1);
  const auto after = folded(symbols);
  for (std::size_t s = 0; s < session; ++s) ASSERT_EQ(after[s], before[s]) << "no look-ahead: " << s;
  EXPECT_NE(after[session], before[session]);
}

TEST(BreadthFold, T111_a_replay_of_history_says_the_same_of_a_halted_symbol_as_the_day_itself_did) {
  auto symbols = generated();
  const auto whole = folded(symbols);
  for (const std::int32_t today : {50, 200, 333}) {
    auto known = symbols;  // what was known that evening
    for (Days& days : known) std::erase_if(days, [&](const BreadthBar& b) { return b.session > today; });
    ASSERT_EQ(folded(known)[static_cast<std::size_t>(today)], whole[static_cast<std::size_t>(today)]) << today;
  }
}

}  // namespace
}  // namespace tickbard::test
