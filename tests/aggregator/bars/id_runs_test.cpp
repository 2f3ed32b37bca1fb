#include "aggregator/bars/id_runs.hpp"

#include <map>
#include <random>
#include <set>

#include "tests/aggregator/bars/bar_kit.hpp"

namespace tickbard {
namespace {

using std::chrono::minutes;

PrintKey key(SymbolIndex symbol, std::uint16_t exchange, std::uint64_t id) {
  PrintKey k;
  EXPECT_TRUE(PrintKey::of(symbol, exchange, TradeId{id}, 0, k));
  return k;
}

TEST(IdRuns, a_greater_id_is_surely_new_and_another_may_not_be) {
  IdRuns runs;
  EXPECT_TRUE(runs.surely_new(0, key(1, 4, 100), kTenMinute)) << "the first one";
  EXPECT_TRUE(runs.surely_new(0, key(1, 4, 101), kTenMinute));
  EXPECT_TRUE(runs.surely_new(0, key(1, 5, 7), kTenMinute)) << "another exchange counts for itself";
  EXPECT_TRUE(runs.surely_new(0, key(2, 4, 7), kTenMinute)) << "and so does another symbol";
  EXPECT_TRUE(runs.surely_new(300, key(1, 4, 7), kTenMinute)) << "and another feed";
  EXPECT_FALSE(runs.surely_new(0, key(1, 4, 101), kTenMinute)) << "the same";
}

TEST(IdRuns, once_ids_went_back_nothing_more_is_claimed_of_the_minute) {
  IdRuns runs;
  EXPECT_TRUE(runs.surely_new(0, key(1, 4, 100), kTenMinute));
  EXPECT_FALSE(runs.surely_new(0, key(1, 4, 90), kTenMinute));
  EXPECT_FALSE(runs.surely_new(0, key(1, 4, 120), kTenMinute)) << "those looked for are kept elsewhere";
  EXPECT_TRUE(runs.surely_new(0, key(1, 4, 3), kTenMinute + minutes{1})) << "a new minute begins anew";
  EXPECT_FALSE(runs.surely_new(0, key(1, 4, 500), kTenMinute)) << "of an older one nothing is known any more";
  EXPECT_TRUE(runs.surely_new(0, key(1, 4, 4), kTenMinute + minutes{1}));
}

TEST(IdRuns, days_apart_are_told_apart_also_where_the_kept_bits_of_the_minute_begin_anew) {
  for (const std::int64_t first : {32'767, 32'768, 29'700'000, 29'753'344 - 1, 29'753'344}) {
    IdRuns runs;
    const MinuteStart then{minutes{first}};
    EXPECT_TRUE(runs.surely_new(0, key(1, 4, 100), then));
    std::uint64_t id = 100;
    for (const int later : {1, 2, 60, 61, 1'440, 16'383, 16'384, 16'385, 32'767}) {
      const MinuteStart now = then + minutes{later};
      EXPECT_FALSE(runs.surely_new(0, key(1, 4, id), then)) << "the same, " << later << " before it is forgotten";
      EXPECT_TRUE(runs.surely_new(0, key(1, 4, --id), now)) << "a smaller one, but " << later << " minutes later";
      EXPECT_FALSE(runs.surely_new(0, key(1, 4, 1'000), then)) << "of the older minute nothing is known";
      EXPECT_FALSE(runs.surely_new(0, key(1, 4, id), now)) << "the same";
      EXPECT_FALSE(runs.surely_new(0, key(1, 4, id + 5), now)) << "and then nothing is claimed any more";
    }
  }
}

TEST(IdRuns, a_key_that_was_quiet_for_longer_than_minutes_are_told_apart_claims_nothing_untrue) {
  for (const int quiet : {32'768, 32'769, 40'000, 65'536, 65'537, 100'000}) {
    IdRuns runs;
    EXPECT_TRUE(runs.surely_new(0, key(1, 4, 100), kTenMinute));
    const MinuteStart now = kTenMinute + minutes{quiet};
    EXPECT_TRUE(runs.surely_new(0, key(2, 4, 1), now)) << "others go on";
    // Whatever is said of the first print of each of these minutes, it is not said of the same once more.
    for (const auto minute : {now - minutes{1}, now, now + minutes{1}}) {
      runs.surely_new(0, key(1, 4, 101), minute);
      EXPECT_FALSE(runs.surely_new(0, key(1, 4, 101), minute)) << quiet;
    }
    EXPECT_TRUE(runs.surely_new(0, key(1, 4, 1), now + minutes{2})) << "and it goes on like any other";
  }
}

TEST(IdRuns, of_what_gave_way_in_a_full_table_nothing_is_claimed) {
  IdRuns runs;
  const auto fill = [&runs](SymbolIndex from, MinuteStart minute) {
    for (SymbolIndex s = from; s != from + 600; ++s) runs.surely_new(0, key(s, 4, 7), minute);
  };
  fill(0, kTenMinute);
  fill(1'000, kTenMinute + minutes{61});  // the first ones were quiet for an hour
  EXPECT_FALSE(runs.surely_new(0, key(3, 4, 8), kTenMinute)) << "it may have come";
  EXPECT_TRUE(runs.surely_new(0, key(3, 4, 9), kTenMinute + minutes{61}));
  EXPECT_TRUE(runs.surely_new(0, key(1'003, 4, 8), kTenMinute + minutes{61}));
}

TEST(IdRuns, what_was_known_is_known_at_every_step_while_a_full_table_moves) {
  IdRuns runs;
  std::mt19937_64 random(5);
  std::vector<std::uint64_t> last;
  for (SymbolIndex s = 0; s != 40'000; ++s) {
    ASSERT_TRUE(runs.surely_new(0, key(s, 4, 7), kTenMinute)) << s;
    last.push_back(7);
    const auto other = static_cast<SymbolIndex>(random() % last.size());
    ASSERT_FALSE(runs.surely_new(0, key(other, 5, 1), kTenMinute) &&
                 runs.surely_new(0, key(other, 5, 1), kTenMinute))
        << "the same twice";
    const PrintKey more = key(other, 4, ++last[other]);
    IdRuns::Run* run = runs.growing(IdRuns::whose(0, more), more.id, kTenMinute);
    if (run != nullptr) runs.grow(*run, IdRuns::whose(0, more), more.id, kTenMinute);
    ASSERT_TRUE(run != nullptr || runs.surely_new(0, more, kTenMinute)) << other << " after " << s;
  }
  for (SymbolIndex s = 0; s != last.size(); ++s) {
    ASSERT_TRUE(runs.surely_new(0, key(s, 4, last[s] + 1), kTenMinute)) << s;
    ASSERT_FALSE(runs.surely_new(0, key(s, 4, last[s] + 1), kTenMinute)) << s;
  }
}

TEST(IdRuns, whatever_times_do_while_a_table_moves_nothing_untrue_is_claimed) {
  constexpr SymbolIndex kMany = 9'000;
  // Of 16,384 places the next table is made when 7,680 are taken, and takes some 130 prints; the move begins at
  // 8,192. Quiet hours before, while and after either.
  for (const SymbolIndex quiet_from :
       {7'600U, 7'680U, 7'681U, 7'700U, 7'800U, 7'930U, 8'100U, 8'190U, 8'192U, 8'193U, 8'200U, 8'250U, 8'300U}) {
    SCOPED_TRACE(quiet_from);
    IdRuns runs;
    MinuteStart minute = kTenMinute;
    for (SymbolIndex s = 0; s != kMany; ++s) {
      if (s % 500 == 0 || s == quiet_from || s == quiet_from + 20) minute += minutes{s >= quiet_from ? 61 : 5};
      runs.surely_new(0, key(s, 4, 7), minute);
      if (s < 100 || s < quiet_from) continue;
      for (const SymbolIndex back : {s - 90, s - 50 * 90}) {  // these come back
        runs.surely_new(0, key(back, 4, 8), minute);
        EXPECT_FALSE(runs.surely_new(0, key(back, 4, 8), minute)) << back;
      }
    }
    for (SymbolIndex s = 0; s != kMany; ++s) EXPECT_FALSE(runs.surely_new(0, key(s, 4, 7), kTenMinute)) << s;
  }
}

TEST(IdRuns, all_of_them_come_back_in_the_morning_while_the_table_was_made_for_few) {
  IdRuns runs;
  const auto trade = [&runs](SymbolIndex from, SymbolIndex to, std::uint64_t id, MinuteStart minute) {
    for (SymbolIndex s = from; s != to; ++s) runs.surely_new(0, key(s, 4, id), minute);
  };
  constexpr SymbolIndex kFull = 32'768, kMade = kFull - kFull / 16;  // of a table of 65,536 places
  trade(0, kMade - 10, 7, kTenMinute);
  const MinuteStart morning = kTenMinute + minutes{600};
  trade(kMade - 10, kMade + 1'000, 7, morning);  // the next one is made, for those that are not quiet
  trade(0, kMade, 8, morning);
  trade(kMade, kFull + 300, 9, morning);  // it is full as soon as all have moved
  trade(kFull + 300, kFull + 600, 7, morning + minutes{61});
  for (SymbolIndex s = 0; s != kFull + 300; ++s) {
    EXPECT_FALSE(runs.surely_new(0, key(s, 4, 7), morning)) << s;
  }
}

TEST(IdRuns, those_that_were_quiet_and_come_back_before_they_move_find_room) {
  // How far a full table has moved when the quiet hour comes decides for how many the next one is made. One
  // history of some thirty fills a table before the next is cleared.
  std::mt19937_64 random(7);
  for (int history = 0; history != 400; ++history) {
    SCOPED_TRACE(history);
    IdRuns runs;
    MinuteStart minute = kTenMinute;
    SymbolIndex known = 0;
    std::uint64_t id = 0;
    for (int burst = 0; burst != 4; ++burst) {
      for (const auto end = known + static_cast<SymbolIndex>(300 + random() % 500); known != end; ++known)
        runs.surely_new(0, key(known, 4, ++id), minute);
      minute += minutes{61};
    }
    const SymbolIndex back =
        known - static_cast<SymbolIndex>(std::min<std::uint64_t>(known, 500 + random() % 1'000));
    for (SymbolIndex s = known; s-- != back;) runs.surely_new(0, key(s, 4, ++id), minute);
    for (const SymbolIndex end = known + 3'000; known != end; ++known)
      runs.surely_new(0, key(known, 4, ++id), minute);
    for (SymbolIndex s = back; s != known; ++s) EXPECT_FALSE(runs.surely_new(0, key(s, 4, 1), minute)) << s;
  }
}

TEST(IdRuns, never_claims_that_a_print_is_new_which_came_before) {
  std::mt19937_64 random(11);
  IdRuns runs;
  std::set<std::tuple<FeedId, std::uint64_t, std::int64_t, std::uint64_t>> seen;
  std::size_t sure = 0;
  for (int i = 0; i < 200'000; ++i) {
    // Minutes move on by hours, so that quiet ones give way, and go back now and then.
    const MinuteStart minute = kTenMinute + minutes{i / 500} - minutes{random() % 50 == 0 ? random() % 90 : 0};
    const PrintKey k = key(static_cast<SymbolIndex>(random() % 3000), static_cast<std::uint16_t>(random() % 3),
                           1 + (random() % 4 == 0 ? random() % 50 : static_cast<std::uint64_t>(i)));
    const auto feed = static_cast<FeedId>(random() % 2 * 256);
    const bool fresh = seen.insert({feed, k.place, minute.time_since_epoch().count(), k.id}).second;
    // The two halves, where they say something, are the whole.
    const std::uint64_t whose = IdRuns::whose(feed, k);
    IdRuns::Run* run = random() % 2 == 0 ? runs.growing(whose, k.id, minute) : nullptr;
    if (run != nullptr) runs.grow(*run, whose, k.id, minute);
    const bool claimed = run != nullptr || runs.surely_new(feed, k, minute);
    ASSERT_TRUE(fresh || !claimed) << "print " << i;
    sure += claimed;
  }
  EXPECT_GT(sure, 100'000U) << "it has to be of use, too";
}

}  // namespace
}  // namespace tickbard
