#include "daemon/app/history.hpp"

#include "daemon/app/closes.hpp"
#include "daemon/app/config_load.hpp"
#include "tests/scenarios/market_rig.hpp"
#include "tests/sinks/builders.hpp"

namespace tickbard {
namespace {

using namespace std::chrono_literals;

const UnixNanos kOpen = at("2026-11-20T14:30:00Z");
const LogFn kQuiet = [](LogLevel, std::string_view, std::string) {};

Config us_config() {
  return load_config({{},
                      Environment{},
                      {{"feed.us.provider", "polygon"}, {"feed.us.symbols", "*"}, {"feed.us.key", "k"}}},
                     Purpose::tool)
      .config;
}

/// A daemon's market with its store and, where asked for, a journal in front that nothing is uploaded from.
struct Desk {
  explicit Desk(bool journalled = false) {
    store = *open_store("sqlite:" + (folder.path() / "bars.db").string(), {}, OpenMode::read_write);
    (void)store->migrate(false, kOpen);
    if (journalled) journal = std::move(Journal::open(folder.path() / "journal.db", kOpen)->journal);
  }

  /// Prices of X, each so long after 14:30, some of them followed by a new process; the alerts fired.
  struct Step {
    std::chrono::nanoseconds after;
    const char* price;
  };
  std::vector<std::string> play(const std::vector<Step>& steps, std::optional<std::size_t> restart_before) {
    std::vector<std::string> out;
    rig.stream();
    for (std::size_t i = 0; i != steps.size(); ++i) {
      rig.move_to(kOpen + steps[i].after);
      if (restart_before == i) restart();
      rig.trade(rig.tick("X", steps[i].price, "1"));
      rig.pass();
      keep(out);
    }
    return out;
  }

  void keep(std::vector<std::string>& alerts) {
    const std::vector<Event> events = rig.events();
    for (const Event& event : events) {
      if (std::holds_alternative<Alert>(event)) alerts.push_back(line_of(event));
    }
    (void)(journal ? journal->write(events, rig.wall()) : store->write(events, rig.wall()));
  }

  void restart() {
    std::vector<std::string> none;
    rig.market().flush(rig.wall());
    keep(none);
    rig.restart();
    recall_alerts(rig.market(), store_up ? store.get() : nullptr, journal.get(), config, data, rig.wall(), kQuiet);
    recall_feeds(rig.market(), store_up ? store.get() : nullptr, journal.get(), config, rig.wall(), kQuiet);
    set_closes(rig.market(), read_closes(*store, nullptr, config, data, rig.wall(), kQuiet));
    rig.stream();
  }

  test::TempFolder folder;
  std::unique_ptr<Store> store;
  std::unique_ptr<Journal> journal;
  bool store_up = true;
  Config config = us_config();
  MarketData data = *MarketData::load({});
  MarketRig rig{kOpen, {MarketRig::us()}};
};

/// A first trade at 100, a rise, and within and after its cooldown more of it; then tomorrow.
const std::vector<Desk::Step> kDays{{0s, "100"},  {10s, "104"},      {20s, "108"},      {39s, "109"},
                                    {41s, "109"}, {6h, "112.27"},    {6h + 1s, "113"},  {9h, "100"},
                                    {67h, "101"}, {67h + 1s, "103"}, {67h + 2s, "104"}, {73h, "109"}};

TEST(History, a_restart_anywhere_changes_no_alert) {
  const auto straight = Desk().play(kDays, std::nullopt);
  ASSERT_GE(straight.size(), 5U);
  for (std::size_t i = 2; i != kDays.size(); ++i)
    EXPECT_EQ(Desk().play(kDays, i), straight) << "before step " << i;
}

TEST(History, alerts_that_only_the_journal_has_count_too) {
  const auto straight = Desk().play({{0s, "100"}, {10s, "104"}, {20s, "108"}, {41s, "108"}}, std::nullopt);
  for (const bool up : {true, false}) {
    Desk desk(true);
    desk.store_up = up;
    EXPECT_EQ(desk.play({{0s, "100"}, {10s, "104"}, {20s, "108"}, {41s, "108"}}, 2), straight) << up;
  }
}

std::vector<Gap> gaps_of(const std::vector<Event>& events) {
  std::vector<Gap> gaps;
  for (const Event& event : events) {
    if (const Gap* gap = std::get_if<Gap>(&event)) gaps.push_back(*gap);
  }
  return gaps;
}

TEST(History, an_outage_is_known_from_the_journal_while_the_store_is_away) {
  Desk desk(true);
  desk.store_up = false;
  std::vector<std::string> none;
  desk.rig.stream();
  desk.rig.move_to(kOpen + 10s);
  desk.rig.trade(desk.rig.tick("X", "100", "1"));
  desk.rig.lost(LostReason::shutdown);
  desk.keep(none);
  desk.rig.move_to(kOpen + 60s);
  desk.restart();
  const auto gaps = gaps_of(desk.rig.events());
  ASSERT_FALSE(gaps.empty()) << "the time without a process is lost time";
  EXPECT_EQ(gaps.back().from, kOpen + 10s);
  EXPECT_EQ(gaps.back().to, kOpen + 60s);
}

TEST(History, what_waits_in_the_journal_is_newer_than_what_the_store_has) {
  Desk desk(true);
  const auto heard = [](std::chrono::nanoseconds after) {
    return std::vector<Event>{ResumePoint{"us", "", kOpen + after, 0}};
  };
  const std::vector<Event> ended{Gap{"us", kOpen - 1h, kOpen, LostReason::closed}};
  const std::vector<Event> began{Gap{"us", kOpen - 1h, std::nullopt, LostReason::closed}};
  (void)desk.store->write(began, kOpen);
  (void)desk.store->write(heard(0s), kOpen);
  (void)desk.journal->append(ended, kOpen);
  (void)desk.journal->append(heard(5min), kOpen + 5min);
  desk.rig.move_to(kOpen + 6min);
  recall_feeds(desk.rig.market(), desk.store.get(), desk.journal.get(), desk.config, desk.rig.wall(), kQuiet);
  desk.rig.stream();
  const auto gaps = gaps_of(desk.rig.events());
  ASSERT_FALSE(gaps.empty());
  EXPECT_EQ(gaps.back().from, kOpen + 5min) << "neither the gap that ended nor the stale last word";
  EXPECT_EQ(gaps.back().to, kOpen + 6min);
}

TEST(History, yesterdays_alert_is_no_reference_today) {
  Desk desk;
  const auto alerts = desk.play({{0s, "100"}, {10s, "104"}, {67h, "105"}, {67h + 1s, "108"}}, 2);
  EXPECT_EQ(alerts.back(), "alert X gap_up 108 from 104 previous_close at 09:30:01");
}

}  // namespace
}  // namespace tickbard
