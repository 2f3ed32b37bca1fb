#include "aggregator/derive/baselines/live.hpp"
#include "sinks/derived/instruments.hpp"
#include "sinks/derived/symbol_state.hpp"
#include "tests/daemon/edge/answers_fixture.hpp"

namespace tickbard {
namespace {

using test::BadParameter;
using test::bar;
using test::hm;
using test::price;
using test::symbol;

/// Yesterday 100, today's open 102, newest stored minute 14:59 at `last`.
Baselines figures(std::string_view last) {
  Baselines b;
  b.session = *parse_date("2026-11-20");
  b.price = price(last);
  b.price_minute = hm("14:59");
  b.yesterday = Baseline{price("100"), BaselineSource::official, BaselineQuality::high};
  b.yesterday_date = *parse_date("2026-11-19");
  b.today_open = b.rth_open = Baseline{price("102"), BaselineSource::first_rth_bar, BaselineQuality::medium};
  b.from_yesterday = percent_change(price("100"), *b.price);
  b.from_open = percent_change(price("102"), *b.price);
  b.gap = percent_change(price("100"), price("102"));
  b.hod = Touch{price("106"), hm("14:40")};
  b.lod = Touch{price("101"), hm("14:31")};
  b.vwap = price("103");
  b.day_volume = {Int128{500} * 100'000'000};
  return b;
}

struct StateAnswersTest : test::AnswersTest {
  void write(std::string_view name, const Baselines& row) {
    const std::vector<SymbolState> rows{{symbol(name), row, {}}};
    must(write_symbol_states(*tables, rows, now));
  }
  std::vector<std::string> board(const std::string& parameters) {
    std::vector<std::string> out;
    const auto answer = json("/v1/leaderboard" + parameters);
    for (const auto& leader : answer["leaders"])
      out.push_back(leader["symbol"].get<std::string>() + " " + leader["pct"].dump());
    return out;
  }
};
using Board = std::vector<std::string>;

TEST_F(StateAnswersTest, a_board_is_filtered_and_ranked) {
  write("UP5", figures("105"));
  write("UP30", figures("130"));
  write("DOWN12", figures("88"));
  write("FLAT", figures("100.5"));
  struct {
    std::string parameters;
    Board expected;
  } const rows[] = {
      {"", {"UP30 30.0", "DOWN12 -12.0", "UP5 5.0"}},
      {"?direction=up", {"UP30 30.0", "UP5 5.0"}},
      {"?direction=down", {"DOWN12 -12.0"}},
      {"?threshold=0.5", {"UP30 30.0", "DOWN12 -12.0", "UP5 5.0", "FLAT 0.5"}},
      {"?threshold=5.0001", {"UP30 30.0", "DOWN12 -12.0"}},
      {"?limit=1", {"UP30 30.0"}},
      {"?min_price=100&max_price=105", {"UP5 5.0"}},
      {"?price_filter=mid", {"DOWN12 -12.0"}},
      {"?baseline=open&direction=up", {"UP30 27.451", "UP5 2.9412"}},
      {"?baseline=gap&limit=2", {"DOWN12 2.0", "FLAT 2.0"}},
      {"?baseline=15min", {}},
      {"?segment=rth&limit=1", {"UP30 30.0"}},
      {"?session=post", {}},
      {"?calendar=always", {}},
      {"?calendar=xnys&limit=1", {"UP30 30.0"}},
  };
  for (const auto& row : rows) {
    auto got = board(row.parameters);
    ASSERT_EQ(got.size(), row.expected.size()) << row.parameters;
    for (std::size_t i = 0; i < got.size(); ++i)
      EXPECT_EQ(nlohmann::json::parse(got[i].substr(got[i].find(' '))),
                nlohmann::json::parse(row.expected[i].substr(row.expected[i].find(' '))))
          << row.parameters << " " << got[i];
    for (std::size_t i = 0; i < got.size(); ++i)
      EXPECT_EQ(got[i].substr(0, got[i].find(' ')), row.expected[i].substr(0, row.expected[i].find(' ')));
  }
  const auto json = this->json("/v1/leaderboard?limit=1");
  EXPECT_EQ(json["symbols"], 4);
  EXPECT_EQ(json["matches"], 3);
  EXPECT_EQ(json["leaders"][0]["bucket"], "20%+");
  EXPECT_EQ(json["leaders"][0]["baseline_price"], 100);
  EXPECT_EQ(json["leaders"][0]["baseline_quality"], "HIGH");
}

TEST_F(StateAnswersTest, an_empty_board_is_an_answer_and_old_prices_are_hidden_unless_asked_for) {
  EXPECT_EQ(json("/v1/leaderboard")["leaders"], nlohmann::json::array());
  write("UP5", figures("105"));
  now = test::at("2026-11-20T20:00:00Z");
  EXPECT_EQ(board(""), Board{});
  EXPECT_EQ(board("?max_age=6h").size(), 1U);
  EXPECT_EQ(board("?max_age=all").size(), 1U);
}

TEST_F(StateAnswersTest, the_board_is_live_by_the_forming_minute) {
  write("UP5", figures("105"));
  write("QUIET", figures("104"));
  auto minute = bar("UP5", hm("15:00"), "111.1");
  minute.high = price("112");
  running[minute.symbol] = minute;
  const auto leaders = json("/v1/leaderboard")["leaders"];
  ASSERT_EQ(leaders.size(), 2U);
  EXPECT_EQ(leaders[0]["pct"], 11.1);
  EXPECT_EQ(leaders[0]["price"], 111.1);
  EXPECT_EQ(leaders[0]["live"], true);
  EXPECT_EQ(leaders[0]["day_volume"], 600);
  EXPECT_EQ(leaders[1]["live"], false);
  EXPECT_EQ(leaders[0]["stored_ts"], "2026-11-20T14:59:00Z") << "relative volume is of the stored row";
}

TEST_F(StateAnswersTest, T071_no_minute_is_lost_between_the_stored_row_and_the_running_minute) {
  write("UP5", figures("105"));
  auto closed = bar("UP5", hm("15:00"), "110");
  closed.high = price("120");
  closed.low = price("90");
  unstored[closed.symbol] = {bar("UP5", hm("14:59"), "105"), closed};
  running[closed.symbol] = bar("UP5", hm("15:01"), "111.1");
  const auto leader = json("/v1/leaderboard")["leaders"][0];
  EXPECT_EQ(leader["price"], 111.1);
  EXPECT_EQ(leader["day_volume"], 700) << "500, and 100 each of the closed and the running one";
}

TEST_F(StateAnswersTest, a_board_of_minutes_shows_the_price_that_its_change_is_of) {
  Baselines row = figures("105");
  row.changes[1].pct = percent(5);
  write("UP5", row);
  running[symbol("UP5")] = bar("UP5", hm("15:00"), "50");
  const auto leader = json("/v1/leaderboard?baseline=5min")["leaders"][0];
  EXPECT_EQ(leader["pct"], 5);
  EXPECT_EQ(leader["price"], 105);
  EXPECT_EQ(leader["price_ts"], "2026-11-20T14:59:00Z");
  EXPECT_EQ(leader["live"], false);
}

/// All but the newest two minutes are stored: 14:30 at 100, then 101, 102, …; 100 shares each.
TEST_F(StateAnswersTest, baselines_are_of_one_instant_with_every_minute_up_to_it) {
  std::vector<Bar> stored;
  for (int i = 0; i < 29; ++i)
    stored.push_back(bar("LIVE", hm("14:30") + std::chrono::minutes{i}, std::to_string(100 + i)));
  folder.write(stored);
  Baselines row = figures("128");
  row.price_minute = hm("14:58");
  row.relative_volume = Fixed<4>{12'345};
  write("LIVE", row);
  const auto before = json("/v1/baselines/LIVE");
  EXPECT_EQ(before["live"], true) << "its volume is not what is stored";

  unstored[symbol("LIVE")] = {bar("LIVE", hm("14:59"), "140")};
  running[symbol("LIVE")] = bar("LIVE", hm("15:00"), "150");
  const auto state = json("/v1/baselines/LIVE");
  EXPECT_EQ(state["live"], true);
  EXPECT_EQ(state["price"], 150);
  EXPECT_EQ(state["price_ts"], "2026-11-20T15:00:00Z");
  EXPECT_EQ(state["stored_ts"], "2026-11-20T14:58:00Z");
  EXPECT_EQ(state["pct_from_yesterday"], 50);
  EXPECT_EQ(state["pct_1min"], nlohmann::json::parse("17.1875"))
      << "150 against 128 of 14:58, which ended by 14:59";
  EXPECT_EQ(state["pct_5min"], nlohmann::json::parse("20.9677")) << "150 against 124 of 14:54";
  EXPECT_EQ(state["day_volume"], 3100);
  EXPECT_EQ(state["hod"]["price"], 150);
  EXPECT_EQ(state["lod"]["price"], 100);
  // (100 + … + 128 + 140 + 150) / 31
  EXPECT_NEAR(state["vwap"].get<double>(), (29 * 114 + 290) / 31.0, 1e-8);
  EXPECT_NEAR(state["vwap_distance_pct"].get<double>(), 100 * (150 / ((29 * 114 + 290) / 31.0) - 1), 1e-4);
  EXPECT_EQ(state["relative_volume"], nlohmann::json::parse("1.2345")) << "of the stored row";
  EXPECT_EQ(state["scope"]["vwap"], "rth");
}

TEST_F(StateAnswersTest, a_minute_of_the_next_session_is_not_set_against_the_old_yesterday) {
  write("UP5", figures("105"));
  running[symbol("UP5")] = bar("UP5", test::minute("2026-11-23T09:00:00Z"), "50");
  now = test::at("2026-11-23T09:00:20Z");
  const auto state = json("/v1/baselines/UP5");
  EXPECT_EQ(state["live"], false);
  EXPECT_EQ(state["price"], 105);
}

TEST_F(StateAnswersTest, T087_what_is_not_known_is_null_and_never_zero) {
  Baselines bare;
  bare.session = date("2026-11-20");
  bare.price = price("7.123456789");
  bare.price_minute = hm("14:59");
  write("BARE", bare);
  const auto state = json("/v1/baselines/BARE");
  EXPECT_EQ(state["price"], 7.123456789);
  for (const auto* name :
       {"yesterday_close", "yesterday_date", "today_open", "pre_market_open", "pct_from_yesterday", "pct_1min",
        "gap_pct", "hod", "vwap", "vwap_distance_pct", "relative_volume"}) {
    ASSERT_TRUE(state.contains(name)) << name;
    EXPECT_TRUE(state[name].is_null()) << name;
  }
  EXPECT_EQ(board(""), Board{}) << "no change is no place on the board";
}

TEST_F(StateAnswersTest, T090_a_symbol_is_found_in_any_spelling_and_a_missing_one_is_404) {
  write("BRK.B", figures("105"));
  EXPECT_EQ(json("/v1/baselines/brk-b")["symbol"], "BRK.B");
  EXPECT_EQ(json("/v1/baselines/BRK%2EB")["calendar"], "xnys");
  const auto said = problem("/v1/baselines/none");
  EXPECT_NE(said.find("404 symbol"), std::string::npos) << said;
  EXPECT_NE(said.find("tickbard derive baselines"), std::string::npos) << said;
}

/// Yesterday's close 100 from the alerts, first regular print 104, now 106.
LastPrint heard(std::string_view name) {
  return {symbol(name), "xnys",       *parse_date("2026-11-20"), price("106"), test::at("2026-11-20T15:00:20Z"),
          price("104"), price("100"), *parse_date("2026-11-19")};
}

TEST_F(StateAnswersTest, T069_with_bars_off_states_come_from_the_running_market_and_say_so) {
  bars = false;
  prints = {heard("NEW"), heard("OLD"), heard("NOON")};
  Baselines old = figures("50");  // of before bars were switched off
  old.session = date("2026-11-18");
  old.price_minute = test::minute("2026-11-18T20:59:00Z");
  write("OLD", old);
  write("NOON", figures("105"));
  for (const std::string name : {"NEW", "OLD"}) {
    const auto state = json("/v1/baselines/" + name);
    EXPECT_EQ(state["session"], "2026-11-20") << name;
    EXPECT_EQ(state["price"], 106);
    EXPECT_EQ(state["live"], true);
    EXPECT_EQ(state["yesterday_close"],
              nlohmann::json::parse(R"({"price":100,"source":"fallback","quality":"LOW"})"));
    EXPECT_EQ(state["today_open"]["source"], "fallback");
    EXPECT_EQ(state["today_open"]["price"], 104);
    EXPECT_EQ(state["pct_from_yesterday"], 6);
    EXPECT_TRUE(state["pct_5min"].is_null());
  }
  const auto noon = json("/v1/baselines/NOON");
  EXPECT_EQ(noon["pct_from_yesterday"], 6);
  EXPECT_EQ(noon["yesterday_close"]["source"], "official") << "what is stored of this session is better";
  for (const char* of_minutes :
       {"pct_1min", "pct_5min", "pct_15min", "hod", "lod", "vwap", "vwap_distance_pct", "relative_volume"})
    EXPECT_TRUE(noon[of_minutes].is_null()) << of_minutes << " of before beside the price of now";
  EXPECT_EQ(board("?calendar=xnys"), (Board{"NEW 6", "NOON 6", "OLD 6"}));
  EXPECT_EQ(json("/v1/leaderboard?limit=1")["leaders"][0]["baseline_source"], "fallback");
  EXPECT_EQ(json("/v1/leaderboard?baseline=5min")["symbols"], 3) << "each once, whatever is asked for";

  // The minute in which bars were switched off stays in memory for a while.
  running[symbol("NOON")] = bar("NOON", hm("15:00"), "105.5");
  EXPECT_EQ(json("/v1/leaderboard?calendar=xnys")["symbols"], 3);
  EXPECT_EQ(board("?calendar=xnys"), (Board{"NEW 6", "NOON 6", "OLD 6"}));
  EXPECT_EQ(json("/v1/baselines/NOON")["price"], 106) << "not that minute's";

  bars = true;
  running.clear();
  EXPECT_TRUE(problem("/v1/baselines/NEW").starts_with("404"));
  EXPECT_EQ(json("/v1/baselines/OLD")["price"], 50);
}

TEST_F(StateAnswersTest, a_board_may_be_of_one_security_type) {
  write("COMMON", figures("105"));
  write("FUND", figures("105"));
  write("UNKNOWN", figures("105"));
  std::vector<InstrumentRow> rows(2);
  rows[0].symbol = symbol("COMMON");
  rows[0].security_type = "CS";
  rows[1].symbol = symbol("FUND");
  rows[1].security_type = "ETF";
  must(write_instruments(*tables, rows, now));
  EXPECT_EQ(board("?security_type=cs"), Board{"COMMON 5"});
  EXPECT_EQ(json("/v1/leaderboard?security_type=ETF")["symbols"], 1);
  EXPECT_EQ(board("?security_type=all").size(), 3U);
}

TEST_F(StateAnswersTest, history_holds_what_was_taken_at_the_segments_ends) {
  write("UP5", figures("105"));
  const std::vector<SymbolState> rows{{symbol("UP5"), figures("103"), {}}};
  must(write_symbol_state_history(*tables, test::at("2026-11-19T21:00:00Z"), rows, now));
  const auto history = json("/v1/baselines/UP5?history=true")["history"];
  ASSERT_EQ(history.size(), 1U);
  EXPECT_EQ(history[0]["taken_at"], "2026-11-19T21:00:00Z");
  EXPECT_EQ(history[0]["price"], 103);
  EXPECT_TRUE(json("/v1/baselines/UP5?history=true&to=2026-11-19T21:00:00Z")["history"].empty());
}

TEST_F(StateAnswersTest, T089_bad_parameters_are_named) {
  const BadParameter rows[] = {
      {"/v1/leaderboard?threshold=-1", "threshold", "from 0 on"},
      {"/v1/leaderboard?threshold=inf", "threshold", "from 0 on"},
      {"/v1/leaderboard?threshold=1.00001", "threshold", "4 digits"},
      {"/v1/leaderboard?direction=sideways", "direction", "both, up and down"},
      {"/v1/leaderboard?baseline=monday", "baseline", "yesterday, open"},
      {"/v1/leaderboard?segment=lunch", "segment", "pre, rth, post"},
      {"/v1/leaderboard?segment=pre&session=post", "session", "another name"},
      {"/v1/leaderboard?min_price=abc", "min_price", "decimal"},
      {"/v1/leaderboard?min_price=5&max_price=4", "min_price", "above max_price"},
      {"/v1/leaderboard?price_filter=huge", "price_filter", "small, mid and large"},
      {"/v1/leaderboard?calendar=xlon", "calendar", "xnys, always, all"},
      {"/v1/leaderboard?max_age=soon", "max_age", "30m, 4h, 2d"},
      {"/v1/leaderboard?max_age=4000000000d", "max_age", "30m, 4h, 2d"},
      {"/v1/leaderboard?limit=1000000000", "limit", "1 to 2000"},
      {"/v1/leaderboard?treshold=1", "treshold", "did you mean \"threshold\"?"},
      {"/v1/baselines/A%20B", "symbol", "is no symbol"},
      {"/v1/baselines/A?from=1795185000", "from", "history=true"},
      {"/v1/baselines/A?history=true&from=2&to=1", "from", "not before to"},
      {"/v1/baselines/A?history=true&limit=0", "limit", "1 to 1000"},
  };
  expect_refused(*this, rows);
}

TEST(LiveOverlay, only_a_newer_minute_of_the_same_session_counts) {
  const DayBounds bounds(*xnys().session(*parse_date("2026-11-20")));
  struct {
    MinuteStart start;
    bool taken;
    std::string_view volume;
  } const rows[] = {{hm("14:58"), false, "500"},
                    {hm("14:59"), true, "500"},  // the row's own minute: its volume is in it
                    {hm("15:00"), true, "600"},
                    {hm("08:59"), false, "500"},
                    {test::minute("2026-11-21T01:00:00Z"), false, "500"}};
  for (const auto& row : rows) {
    Baselines state = figures("105");
    Bar minute = bar("A", row.start, "110");
    minute.quality = quality::kForming;
    EXPECT_EQ(overlay_minutes(state, std::span(&minute, 1), bounds), row.taken) << to_rfc3339(row.start);
    EXPECT_EQ(to_text(state.day_volume), row.volume) << to_rfc3339(row.start);
    EXPECT_EQ(*state.price, price(row.taken ? "110" : "105"));
  }
  Baselines post = figures("105");
  const Bar later = bar("A", hm("21:00"), "200");
  ASSERT_TRUE(overlay_minutes(post, std::span(&later, 1), bounds));
  EXPECT_EQ(post.hod->price, price("106")) << "high and low are of regular hours";

  Baselines stored = figures("105");
  const Bar again = bar("A", hm("14:59"), "104");
  EXPECT_FALSE(overlay_minutes(stored, std::span(&again, 1), bounds)) << "the row's own minute, closed, is in it";
  Bar cancelled = bar("A", hm("15:00"), "9000");
  cancelled.volume = {};
  cancelled.quality = quality::kAmended;
  EXPECT_FALSE(overlay_minutes(stored, std::span(&cancelled, 1), bounds)) << "no trade stands behind its price";
}

}  // namespace
}  // namespace tickbard
