#include "daemon/edge/status.hpp"

#include <nlohmann/json.hpp>

#include "tests/daemon/edge/snapshot_support.hpp"
#include "tests/support/precompiled.hpp"

namespace tickbard {
namespace {

using test::at;
using test::busy_snapshot;
using Json = nlohmann::json;

Json status_of(const EdgeSnapshot& s) {
  return Json::parse(render_status(s));
}

TEST(Status, a_healthy_daemon_has_no_problems) {
  const auto json = status_of(busy_snapshot());
  EXPECT_EQ(json["version"], "0.1.0");
  EXPECT_EQ(json["uptime_seconds"], 3630);
  EXPECT_EQ(json["price_bars_enabled"], true);
  EXPECT_EQ(json["problems"], Json::array());
  EXPECT_EQ(json["market"]["ticks_received"], 1000);
  EXPECT_EQ(json["market"]["ticks_rejected"], (Json{{"bad_price", 20}, {"future", 5}}));
  EXPECT_EQ(json["market"]["last_bar"], "2026-11-20T14:59:00Z");
  EXPECT_EQ(json["calendars"][0]["segment"], "rth");
  EXPECT_EQ(json["calendars"][0]["next_change"], "2026-11-20T21:00:00Z");
  EXPECT_EQ(json["calendars"][1]["valid_until"], nullptr);
  EXPECT_EQ(json["store"]["last_error"], nullptr);
}

TEST(Status, each_feed_is_described) {
  const auto feeds = status_of(busy_snapshot())["feeds"];
  ASSERT_EQ(feeds.size(), 2U);
  EXPECT_EQ(feeds[0]["name"], "us");
  EXPECT_EQ(feeds[0]["state"], "streaming all symbols");
  EXPECT_EQ(feeds[0]["since"], "2026-11-20T14:00:02Z");
  EXPECT_EQ(feeds[0]["last_tick"], "2026-11-20T15:00:29.5Z");
  EXPECT_EQ(feeds[0]["lag_seconds"], 0.012);
  EXPECT_EQ(feeds[0]["disconnects"], Json::object());
  EXPECT_EQ(feeds[1]["disconnects"], (Json{{"silent", 2}}));
}

TEST(Status, what_the_daemon_derives_is_described) {
  const auto jobs = status_of(busy_snapshot())["jobs"];
  EXPECT_EQ(jobs["enabled"], true);
  EXPECT_EQ(jobs["derived_until"], "2026-11-20T15:00:07Z");
  EXPECT_EQ(jobs["trouble"], nullptr);
  EXPECT_EQ(jobs["rolled_up"], (Json{{"xnys", "2026-11-20T01:00:00Z"}}));
  ASSERT_EQ(jobs["runs"].size(), 1U);
  EXPECT_EQ(jobs["runs"][0]["job"], "breadth");
  EXPECT_EQ(jobs["runs"][0]["unit"], "xnys 2026-11-19");
  EXPECT_EQ(jobs["runs"][0]["error"], 1);
  EXPECT_EQ(jobs["runs"][0]["last_error"], nullptr);
}

TEST(Status, a_simulated_feed_is_never_taken_for_a_real_one) {
  auto s = busy_snapshot();
  EXPECT_EQ(status_of(s)["simulated"], true);
  EXPECT_EQ(status_of(s)["notices"], Json::array({"SIMULATED market"}));
  EXPECT_EQ(status_of(s)["feeds"][1]["notice"], "SIMULATED market");
  s.feeds.pop_back();
  EXPECT_EQ(status_of(s)["simulated"], false);
  EXPECT_EQ(status_of(s)["notices"], Json::array());
  EXPECT_FALSE(status_of(s)["feeds"][0].contains("notice"));
}

TEST(Status, problems_are_sentences) {
  auto s = busy_snapshot();
  s.store.up = false;
  s.store.url = "postgresql://db/bars";
  s.store.down_since = at("2026-11-20T14:57:30.123Z");
  s.store.last_error = "connection refused";
  s.journal.rows = 4711;
  s.feeds[0].up = false;
  s.feeds[0].state = "the key is refused: correct it and reload.";
  s.feeds[0].since = at("2026-11-20T12:00:00Z");
  s.calendars[0].valid_until = at("2026-12-01T00:00:00Z");
  s.tally.counted += 1;
  s.problems = {"The last reload was refused."};
  const std::vector<std::string> expected{
      "The store postgresql://db/bars takes no rows since 2026-11-20T14:57:30Z (3 min): connection refused. 4711 "
      "rows "
      "wait in the journal and will be stored when it answers.",
      "Feed \"us\" delivers nothing since 2026-11-20T12:00:00Z (3 h): the key is refused: correct it and reload.",
      "The tick counters do not add up: ask again; if it stays so while nothing arrives, report a bug.",
      "Calendar \"xnys\" knows no session after 2026-12-01T00:00:00Z: install a newer version.",
      "The last reload was refused."};
  EXPECT_EQ(problems_of(s), expected);
  EXPECT_EQ(status_of(s)["problems"].size(), expected.size());
}

TEST(Status, a_feed_that_never_connected_and_a_store_without_words_are_told_too) {
  auto s = busy_snapshot();
  s.store.up = false;
  s.feeds[1].up = false;
  s.feeds[1].since.reset();
  s.feeds[1].state.clear();
  const std::vector<std::string> expected{"The store sqlite:bars.db takes no rows.",
                                          "Feed \"demo\" delivers nothing."};
  EXPECT_EQ(problems_of(s), expected);
}

TEST(Status, strange_bytes_of_a_provider_do_not_break_the_json) {
  auto s = busy_snapshot();
  s.feeds[0].state = "said \xff\xfe \"quoted\" \x01 \n";
  s.feeds[0].notice = std::string("a\0b", 3);
  s.problems = {"\xc3"};
  EXPECT_NO_THROW((void)status_of(s));
}

TEST(Status, an_empty_snapshot_is_valid_too) {
  EXPECT_NO_THROW((void)status_of(EdgeSnapshot{}));
}

TEST(Tally, is_read_counter_by_counter_and_checked) {
  Tally tally;
  tally.received.set(6);
  tally.counted.set(1);
  tally.volume_only.set(1);
  tally.rejected[3].set(1);
  tally.duplicate.set(1);
  tally.too_late.set(1);
  tally.held.set(1);
  tally.bars_flagged[4].set(9);
  const auto read = read_tally(tally);
  EXPECT_TRUE(read.conserved());
  EXPECT_EQ(read.bars_flagged[4], 9U);
  tally.received.add();
  EXPECT_FALSE(read_tally(tally).conserved()) << "what does not add up is shown as it is";
}

}  // namespace
}  // namespace tickbard
