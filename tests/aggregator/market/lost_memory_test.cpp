// What a run may do to minutes of an earlier one, when the memory of that one is not wholly there.
#include "aggregator/bars/bucket.hpp"
#include "tests/scenarios/market_rig.hpp"

namespace tickbard {
namespace {

using namespace std::chrono_literals;

const UnixNanos kTen = at("2026-11-20T10:00:00Z");
using Lines = std::vector<std::string>;

/// A run that closed 10:00 with two prints and was killed in 10:01.
struct Killed {
  Killed() {
    rig.stream();
    rig.trade(rig.tick("X", "100", "1"));
    rig.trade(rig.tick("X", "101", "1"));
    rig.pass_until(kTen + 62s);
    first = lines_of(rig.events());
    rig.trade(rig.tick("X", "101", "1"));
    rig.move_by(1s);
  }

  void go_on(bool memory_survives) {
    rig.restart(memory_survives);
    const UnixNanos issued = rig.resume_points.back().event_time;
    rig.market().set_issued(0, issued);
    sealed = rig.market().sealed_at_start();
    rig.market().set_outage(0, issued, LostReason::closed);
    rig.move_by(2s);
    rig.stream();
    rig.trade(rig.tick("X", "101.5", "1"));
    rig.pass();
    rig.events();
  }

  /// Two late prints of 10:00, one after the other: each alone would be an amendment.
  Lines late() {
    Lines out;
    for (const char* price : {"98", "99"}) {
      Tick tick = rig.tick("X", price, "1");
      tick.event_time = kTen + 30s;
      rig.trade(tick);
      rig.pass();
      for (std::string& line : lines_of(rig.events())) {
        if (!line.starts_with("alert")) out.push_back(std::move(line));
      }
    }
    return out;
  }

  MarketRig rig{kTen, {MarketRig::coins("f", false)}};
  Lines first;
  bool sealed = false;  ///< when it went on
};

TEST(LostMemory, with_it_minutes_of_the_earlier_run_are_amended) {
  Killed k;
  ASSERT_EQ(k.first, Lines{"bar X 10:00 O=100 H=101 L=100 C=101 V=2 N=2 r1"});
  k.go_on(true);
  EXPECT_FALSE(k.sealed);
  EXPECT_EQ(k.late(), (Lines{"bar X 10:00 O=100 H=101 L=98 C=98 V=3 N=3 r2 amended",
                             "bar X 10:00 O=100 H=101 L=98 C=99 V=4 N=4 r3 amended"}));
}

TEST(LostMemory, T034_without_it_no_poorer_bar_follows_one_that_was_issued) {
  Killed k;
  k.go_on(false);
  EXPECT_EQ(k.late(), (Lines{"log too_late X", "log too_late X"}));
  EXPECT_EQ(k.rig.market().tally().too_late.get(), 2U);
  EXPECT_EQ(k.rig.imbalance(), "");
  k.rig.pass_until(kTen + 122s);
  EXPECT_EQ(lines_of(k.rig.events()), Lines{"bar X 10:01 O=101.5 H=101.5 L=101.5 C=101.5 V=1 N=1 r1 partial gap"})
      << "the open minute begins anew and says so";
}

TEST(LostMemory, a_second_kill_finds_that_memory_and_knows_what_it_lacks) {
  Killed k;
  k.go_on(false);
  EXPECT_TRUE(k.sealed);
  k.go_on(true);
  EXPECT_TRUE(k.sealed) << "that memory lacks them too";
  EXPECT_EQ(k.late(), (Lines{"log too_late X", "log too_late X"}));
  // Past the amend window nothing of before can change any more: from then on the memory is all there is.
  k.rig.pass_until(kTen + 20min);
  k.rig.trade(k.rig.tick("X", "100", "1"));
  k.rig.pass_until(kTen + 22min);
  k.rig.events();
  k.rig.restart();
  k.rig.market().set_issued(0, kTen + 22min);
  k.rig.stream();
  k.rig.trade(k.rig.tick("X", "100", "1"));
  Tick tick = k.rig.tick("X", "100", "1");
  tick.event_time = kTen + 20min + 30s;
  k.rig.trade(tick);
  EXPECT_EQ(k.rig.market().tally().too_late.get(), 0U);
}

TEST(LostMemory, a_minute_left_open_before_the_known_loss_is_listed) {
  MarketRig rig(kTen, {MarketRig::coins("f", false)});
  rig.stream();
  rig.trade(rig.tick("X", "100", "1"));
  rig.move_to(kTen + 61s);
  rig.lost(LostReason::silent);
  rig.restart();
  rig.market().set_outage(0, kTen + 61s, LostReason::silent);
  EXPECT_EQ(lines_of(rig.events()), (Lines{"gap f 10:00:00 to 10:01:01 silent", "gap f 10:01:01 to ? silent"}));
}

TEST(LostMemory, a_minute_that_may_have_been_open_before_the_known_loss_is_listed_too) {
  MarketRig rig(kTen, {MarketRig::coins("f", false)});
  rig.stream();
  rig.trade(rig.tick("X", "100", "1"));
  rig.move_to(kTen + 61s);
  rig.lost(LostReason::silent);
  rig.restart(false);
  rig.market().set_outage(0, kTen + 61s, LostReason::silent);
  EXPECT_EQ(lines_of(rig.events()), (Lines{"gap f 10:00:00 to 10:01:01 silent", "gap f 10:01:01 to ? silent"}));
}

/// A run that took in one print of 10:00, and what the next one says first, with that byte of its slot changed.
Lines said_after_damage(std::size_t byte) {
  HeapBucketMemory memory;
  const auto begin = [&] {
    return std::make_unique<Market>(MarketOptions{}, std::vector{MarketRig::coins("f", false)}, built_in_rules(),
                                    memory);
  };
  {
    const auto killed = begin();
    FeedEvent print;
    print.tick.symbol = sym("X");
    print.tick.price = price("100");
    print.tick.size = shares("1");
    print.tick.event_time = print.tick.recv_time = kTen + 5s;
    killed->apply(print, MonoTime{1h});
  }
  memory.existing()[0][Bucket::kBytes + byte] ^= std::byte{1};
  const auto next = begin();
  next->advance(MonoTime{1h}, kTen + 10s);
  Lines out;
  if (const std::string damage = next->damage(); !damage.empty()) out.push_back("log: " + damage);
  for (const Event& event : next->events()) {
    if (std::holds_alternative<ResumePoint>(event)) continue;
    const auto* row = std::get_if<LogEntry>(&event);
    out.push_back(row != nullptr ? row->detail : line_of(event));
  }
  return out;
}

TEST(LostMemory, a_slot_caught_in_the_middle_of_a_change_is_listed) {
  EXPECT_EQ(said_after_damage(0), (Lines{"gap f 10:00:00 to 10:01:00 shutdown",
                                         "The last run was killed while it wrote the minute 2026-11-20T10:00:00Z: "
                                         "its figures were thrown away; the bar will be partial."}));
}

TEST(LostMemory, a_slot_with_a_damaged_figure_is_listed_and_one_with_a_damaged_name_is_said) {
  EXPECT_EQ(said_after_damage(Bucket::kDataAt),
            (Lines{"gap f 10:00:00 to 10:01:00 shutdown",
                   "The memory of the last run is damaged in the minute 2026-11-20T10:00:00Z: "
                   "its figures were thrown away; the bar will be partial."}));
  EXPECT_EQ(
      said_after_damage(Bucket::kDataAt + offsetof(BucketData, symbol)),
      (Lines{"log: 1 bucket slots and 0 chunks of an earlier run are lost or could not be read; minutes open then "
             "are partial.",
             "1 bucket slots and 0 chunks of an earlier run are lost or could not be read; minutes open then are "
             "partial."}));
}

}  // namespace
}  // namespace tickbard
