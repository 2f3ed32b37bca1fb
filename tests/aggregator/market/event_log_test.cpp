#include "aggregator/market/event_log.hpp"

#include "aggregator/core/raw_text.hpp"
#include "tests/scenarios/market_rig.hpp"

namespace tickbard {
namespace {

using namespace std::chrono_literals;

const UnixNanos kTen = at("2026-11-20T10:00:00Z");

TEST(EventLog, a_hundred_of_a_kind_in_a_minute_then_one_with_how_many_more) {
  std::vector<Event> events;
  EventLog log(events);
  for (int i = 0; i < 250; ++i) {
    if (log.wants(LogKind::too_late, kTen + 1s)) log.write(LogKind::too_late, kTen + 1s, "us", sym("X"), "text");
  }
  EXPECT_EQ(events.size(), 100U);
  EXPECT_TRUE(log.wants(LogKind::rejected, kTen + 1s)) << "each kind has its own share";
  log.roll(kTen + 59s);
  EXPECT_EQ(events.size(), 100U);
  log.roll(kTen + 60s);
  ASSERT_EQ(events.size(), 101U);
  const auto& last = std::get<LogEntry>(events.back());
  EXPECT_EQ(last.kind, "too_late");
  EXPECT_EQ(last.detail.substr(0, 8), "150 more");
  log.roll(kTen + 120s);
  EXPECT_EQ(events.size(), 101U);
  EXPECT_TRUE(log.wants(LogKind::too_late, kTen + 121s));
}

TEST(EventLog, a_flood_of_late_prints_costs_a_hundred_rows_a_minute_and_every_print_is_counted) {
  MarketRig rig(kTen, {MarketRig::coins()});
  rig.stream();
  rig.trade(rig.tick("X", "10", "1"));
  rig.move_by(30min);
  rig.trade(rig.tick("X", "10", "1"));
  rig.pass();
  rig.events();
  Tick late = rig.tick("X", "10", "1");
  late.event_time = kTen;
  for (int i = 0; i < 1'000; ++i) rig.trade(late);
  EXPECT_EQ(rig.events().size(), 100U);
  rig.move_by(1min);
  rig.pass();
  const auto lines = lines_of(rig.events());
  EXPECT_EQ(std::count(lines.begin(), lines.end(), "log too_late"), 1);
  EXPECT_EQ(rig.market().tally().too_late.get(), 1'000U);
  EXPECT_EQ(rig.imbalance(), "");
}

TEST(EventLog, an_entry_says_what_happened_to_what) {
  MarketRig rig(kTen, {MarketRig::coins("coins", false)});
  rig.stream();
  rig.trade(rig.tick("X", "10", "1"));
  rig.move_by(30min);
  rig.trade(rig.tick("Y", "10", "1"));
  Tick late = rig.tick("X", "12.5", "3");
  late.event_time = kTen + 1s;
  rig.trade(late);
  const auto events = rig.events();
  ASSERT_EQ(events.size(), 1U);
  const auto& entry = std::get<LogEntry>(events[0]);
  EXPECT_EQ(entry.feed, "coins");
  EXPECT_EQ(entry.symbol, "X");
  EXPECT_EQ(entry.at, rig.wall());
  EXPECT_EQ(
      entry.detail,
      "3 at 12.5 of 2026-11-20T10:00:01Z came when the feed stood at 2026-11-20T10:30:00Z: its minute is final "
      "and its bar unchanged.");
}

TEST(EventLog, a_print_that_could_not_be_read_is_kept_as_it_came) {
  MarketRig rig(kTen, {MarketRig::coins()});
  const auto refused = [&](std::string_view raw) {
    std::vector<FeedEvent> pieces;
    put_raw_text(0, raw, pieces);
    for (const FeedEvent& piece : pieces) rig.market().apply(piece, rig.mono());
    rig.rejected(Reject::bad_price);
  };
  rig.stream();
  refused(R"({"p":0,"i":1})");
  refused(R"({"p":-1,"i":2})");
  rig.rejected(Reject::bad_size);
  std::vector<std::string> details;
  for (const Event& event : rig.events()) details.push_back(std::get<LogEntry>(event).detail);
  EXPECT_EQ(details, (std::vector<std::string>{R"(A print was not used, bad_price: {"p":0,"i":1}.)",
                                               R"(A print was not used, bad_price: {"p":-1,"i":2}.)",
                                               "A print was not used, bad_size."}));
  EXPECT_EQ(rig.imbalance(), "");
}

}  // namespace
}  // namespace tickbard
