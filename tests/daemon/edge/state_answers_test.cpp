#include "aggregator/derive/baselines/live.hpp"
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
  const auto state = json("/v1/baselines/UP5");
  EXPECT_EQ(state["live"], true);
  EXPECT_EQ(state["pct_from_yesterday"], 11.1);
  EXPECT_EQ(state["hod"]["price"], 112);
  EXPECT_EQ(state["hod"]["at"], "2026-11-20T15:00:00Z");
  EXPECT_EQ(state["lod"]["price"], 101);
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
    EXPECT_EQ(overlay_forming(state, bar("A", row.start, "110"), bounds), row.taken) << to_rfc3339(row.start);
    EXPECT_EQ(to_text(state.day_volume), row.volume) << to_rfc3339(row.start);
    EXPECT_EQ(*state.price, price(row.taken ? "110" : "105"));
  }
  Baselines post = figures("105");
  ASSERT_TRUE(overlay_forming(post, bar("A", hm("21:00"), "200"), bounds));
  EXPECT_EQ(post.hod->price, price("106")) << "high and low are of regular hours";
}

}  // namespace
}  // namespace tickbard
