#include <limits>

#include "daemon/edge/json_out.hpp"
#include "sinks/derived/aggregate_values.hpp"
#include "sinks/derived/corporate_actions.hpp"
#include "sinks/derived/coverage_snapshots.hpp"
#include "sinks/derived/daily_bars.hpp"
#include "sinks/derived/job_runs.hpp"
#include "sinks/derived/market_snapshot.hpp"
#include "sinks/derived/security_sets.hpp"
#include "tests/daemon/edge/answers_fixture.hpp"

namespace tickbard {
namespace {

using nlohmann::json;
using test::BadParameter;
using test::price;
using test::symbol;

struct RecordAnswersTest : test::AnswersTest {
  void day(std::string_view name, std::string_view session, std::string_view close) {
    DailyBar b;
    b.symbol = symbol(name);
    b.session = date(session);
    b.open = b.high = b.low = b.close = price(close);
    b.volume_rth = {Int128{1'000} * 100'000'000};
    b.volume_post = {Int128{50'000'000}};
    b.origin = DayOrigin::import;
    b.is_final = true;
    must(write_daily(*tables, std::vector<DailyBar>{b}, now));
  }
  void value(std::string_view session, std::string_view key, std::optional<double> v,
             std::string_view interval = "day", std::string_view as_of = "") {
    AggregateRow row;
    row.set_hash = "h1";
    row.as_of_date = date(session);
    row.interval = interval;
    row.key = key;
    row.as_of = test::at(as_of.empty() ? std::string(session) + "T21:00:00Z" : std::string(as_of));
    row.value = v;
    must(write_aggregates(*tables, std::vector<AggregateRow>{row}, now));
  }
  std::vector<std::string> sessions(const std::string& target) {
    std::vector<std::string> out;
    for (const auto& row : json(target)) out.push_back(row["session"].get<std::string>().substr(5));
    return out;
  }
};
using Sessions = std::vector<std::string>;

TEST_F(RecordAnswersTest, days_are_read_by_range_or_the_newest) {
  for (const auto* session : {"2026-11-17", "2026-11-18", "2026-11-19"}) day("AAPL", session, "0.1");
  EXPECT_EQ(sessions("/v1/daily/aapl"), (Sessions{"11-17", "11-18", "11-19"}));
  EXPECT_EQ(sessions("/v1/daily/AAPL?limit=2"), (Sessions{"11-18", "11-19"}));
  EXPECT_EQ(sessions("/v1/daily/AAPL?from=2026-11-18&to=2026-11-18"), Sessions{"11-18"});
  EXPECT_EQ(sessions("/v1/daily/AAPL?to=2026-11-01"), Sessions{}) << "known, but nothing in the range";
  const auto cut = get("/v1/daily/AAPL?from=2026-11-17&limit=1");
  EXPECT_EQ(test::header(cut, "Link"), "</v1/daily/AAPL?from=2026-11-18&limit=1>; rel=\"next\"");
  const auto first = json("/v1/daily/AAPL?limit=1")[0];
  EXPECT_EQ(first["close"], 0.1);
  EXPECT_EQ(first["volume_total"], 1000.5);
  EXPECT_EQ(first["origin"], "import");
  EXPECT_TRUE(first["vwap_rth"].is_null());
  EXPECT_TRUE(problem("/v1/daily/NONE").starts_with("404 symbol: There is no daily bar"))
      << problem("/v1/daily/NONE");
}

TEST_F(RecordAnswersTest, adjusted_days_are_in_todays_shares_exactly) {
  day("NVDA", "2026-11-18", "1000.01");
  day("NVDA", "2026-11-19", "100");
  must(write_splits(*tables, std::vector<Split>{{symbol("NVDA"), date("2026-11-19"), 10, 1},
                                                {symbol("NVDA"), date("2027-01-04"), 2, 1}}));
  const auto raw = json("/v1/daily/NVDA");
  EXPECT_EQ(raw[0]["close"], 1000.01);
  const auto adjusted = json("/v1/daily/NVDA?adjusted=true");
  EXPECT_EQ(adjusted[0]["close"], 100.001);
  EXPECT_EQ(adjusted[0]["volume_rth"], 10000);
  EXPECT_EQ(adjusted[1]["close"], 100) << "a split announced for next year changes nothing";
}

TEST_F(RecordAnswersTest, breadth_is_a_series_of_moments) {
  must(write_security_set(*tables, {"h1", R"(["A"])", 1, {}}, now));
  must(write_set_alias(*tables, "all", "h1", date("2026-11-17")));
  must(write_set_alias(*tables, minute_alias("all"), "h1", date("2026-11-20")));
  for (const auto* session : {"2026-11-17", "2026-11-18", "2026-11-19"}) {
    value(session, "advances", 300);
    value(session, "advance_decline_ratio", std::nullopt);
  }
  value("2026-11-20", "advances", 7, "1m", "2026-11-20T14:31:00Z");
  value("2026-11-20", "advances", 9, "1m", "2026-11-20T14:32:00Z");
  const auto all = json("/v1/breadth");
  ASSERT_EQ(all.size(), 3U);
  EXPECT_EQ(all[0]["values"], json::parse(R"({"advances":300.0,"advance_decline_ratio":null})"));
  EXPECT_EQ(all[2]["as_of"], "2026-11-19T21:00:00Z");
  EXPECT_EQ(sessions("/v1/breadth?limit=1"), Sessions{"11-19"});
  EXPECT_EQ(sessions("/v1/breadth?set=h1&from=2026-11-18"), (Sessions{"11-18", "11-19"}));
  EXPECT_EQ(sessions("/v1/breadth?session=2026-11-18"), Sessions{"11-18"});
  EXPECT_EQ(sessions("/v1/breadth?session=2026-11-15"), Sessions{});
  EXPECT_EQ(json("/v1/breadth?keys=advances&limit=1")[0]["values"].size(), 1U);
  EXPECT_EQ(test::header(get("/v1/breadth?from=2026-11-17&limit=2&keys=advances"), "Link"),
            "</v1/breadth?set=all&interval=day&from=2026-11-19&keys=advances&limit=2>; rel=\"next\"");
  const auto minutes = json("/v1/breadth?interval=1m&session=2026-11-20");
  ASSERT_EQ(minutes.size(), 2U);
  EXPECT_EQ(minutes[1]["as_of"], "2026-11-20T14:32:00Z");
  const auto said = problem("/v1/breadth?set=sp500");
  EXPECT_TRUE(said.starts_with("404 set: ")) << said;
  EXPECT_NE(said.find("There is: \"all\""), std::string::npos) << said;
  EXPECT_NE(said.find("tickbard derive breadth"), std::string::npos) << said;
}

SnapshotRow snapshot(SessionDate session, double rsi) {
  SnapshotRow row;
  row.symbol = symbol("AAPL");
  row.analysis_type = "technical_1d";
  row.as_of_date = session;
  row.close = price("101.5");
  row.rsi_14 = rsi;
  row.payload = R"({"sma_20":100.25,"not_warm":["sma_200"],"sma_200":null})";
  return row;
}

TEST_F(RecordAnswersTest, indicators_are_the_newest_those_of_a_day_or_a_history) {
  must(write_snapshots(*tables, std::vector<SnapshotRow>{snapshot(date("2026-11-18"), 40)}, now));
  must(write_snapshots(*tables, std::vector<SnapshotRow>{snapshot(date("2026-11-19"), 50)}, now));
  must(write_snapshots(*tables, std::vector<SnapshotRow>{snapshot(date("2026-11-19"), 51)}, now));
  const auto newest = json("/v1/indicators/aapl?interval=1d");
  EXPECT_EQ(newest["rsi_14"], 51);
  EXPECT_EQ(newest["close"], 101.5);
  EXPECT_EQ(newest["values"]["sma_20"], 100.25);
  EXPECT_TRUE(newest["values"]["sma_200"].is_null());
  EXPECT_EQ(json("/v1/indicators/AAPL?analysis_type=technical_1d&as_of=2026-11-18")["rsi_14"], 40);
  EXPECT_EQ(json("/v1/indicators/AAPL?history=true")["history"].size(), 2U);
  EXPECT_EQ(json("/v1/indicators/AAPL?history=true&revisions=all")["history"].size(), 3U);
  EXPECT_EQ(json("/v1/indicators/AAPL?history=true&to=2026-11-18")["history"].size(), 1U);
  EXPECT_TRUE(problem("/v1/indicators/AAPL?as_of=2026-11-02").starts_with("404 symbol: "));
  EXPECT_TRUE(problem("/v1/indicators/AAPL?interval=5m").starts_with("404 symbol: "));
  EXPECT_NE(problem("/v1/indicators/AAPL?interval=5m").find("derive indicators --interval 5m --session"),
            std::string::npos)
      << "nobody computes these but the command";
}

TEST_F(RecordAnswersTest, coverage_is_the_newest_with_the_status_of_those_before) {
  EXPECT_NE(problem("/v1/coverage").find("tickbard report coverage"), std::string::npos);
  EXPECT_TRUE(problem("/v1/coverage").starts_with("404"));
  for (const auto* taken : {"2026-11-20T13:00:00Z", "2026-11-20T14:00:00Z", "2026-11-20T15:00:00Z"})
    must(write_coverage(*tables, {test::at(taken), "ok", R"({"status":{"daily_pct":99.5},"symbols":12})"}));
  const auto newest = json("/v1/coverage?history=2");
  EXPECT_EQ(newest["taken_at"], "2026-11-20T15:00:00Z");
  EXPECT_EQ(newest["age_seconds"], 30);
  EXPECT_EQ(newest["coverage"]["symbols"], 12);
  ASSERT_EQ(newest["history"].size(), 2U);
  EXPECT_EQ(newest["history"][1]["taken_at"], "2026-11-20T14:00:00Z");
  EXPECT_EQ(newest["history"][1]["figures"]["daily_pct"], 99.5);
  EXPECT_FALSE(json("/v1/coverage").contains("history"));
}

TEST_F(RecordAnswersTest, storage_adds_up) {
  const auto usage = json("/v1/storage");
  std::uint64_t tables_bytes = 0, kinds = 0;
  for (const auto& table : usage["tables"]) tables_bytes += table["bytes"].get<std::uint64_t>();
  for (const auto& [kind, bytes] : usage["kinds"].items()) kinds += bytes.get<std::uint64_t>();
  EXPECT_EQ(tables_bytes, kinds);
  EXPECT_EQ(usage["store_bytes"].get<std::uint64_t>(), tables_bytes + usage["unused_bytes"].get<std::uint64_t>());
  EXPECT_EQ(usage["files"]["journal"], 4096);
  EXPECT_EQ(usage["total_bytes"].get<std::uint64_t>(), usage["store_bytes"].get<std::uint64_t>() + 4096);
}

TEST_F(RecordAnswersTest, jobs_are_told_newest_first) {
  EXPECT_EQ(json("/v1/jobs"), json::parse(R"({"newest":[],"runs":[]})"));
  const auto run = [&](const char* id, const char* job, JobStatus status, std::string_view start) {
    const UnixNanos at = test::at(start);
    must(record_job(*tables, {id, job, R"({"session":"2026-11-19"})", status, R"({"rows":5})", std::nullopt, at,
                              at + std::chrono::seconds{2}, at}));
  };
  run("00000000-0000-0000-0000-000000000001", "breadth", JobStatus::error, "2026-11-19T22:00:00Z");
  run("00000000-0000-0000-0000-000000000002", "breadth", JobStatus::ok, "2026-11-19T23:00:00Z");
  run("00000000-0000-0000-0000-000000000003", "coverage", JobStatus::ok, "2026-11-20T00:00:00Z");
  const auto all = json("/v1/jobs");
  ASSERT_EQ(all["runs"].size(), 3U);
  EXPECT_EQ(all["newest"].size(), 2U);
  EXPECT_EQ(all["runs"][0]["job"], "coverage");
  EXPECT_EQ(all["runs"][0]["seconds"], 2);
  EXPECT_EQ(all["runs"][0]["counters"]["rows"], 5);
  EXPECT_EQ(json("/v1/jobs?job=breadth&limit=1")["runs"][0]["status"], "ok");
  EXPECT_EQ(json("/v1/jobs?status=error")["runs"].size(), 1U);
  EXPECT_NE(problem("/v1/jobs?job=bread").find("breadth, coverage"), std::string::npos);
}

TEST_F(RecordAnswersTest, T089_bad_parameters_are_named) {
  const BadParameter rows[] = {
      {"/v1/daily/AAPL?from=yesterday", "from", "2026-11-20"},
      {"/v1/daily/AAPL?from=2026-11-20&to=2026-11-19", "from", "is after to"},
      {"/v1/daily/AAPL?adjusted=maybe", "adjusted", "false and true"},
      {"/v1/daily/AAPL?limit=10001", "limit", "1 to 10000"},
      {"/v1/daily/AAPL?interval=1d", "interval", "Known: from, to, limit, adjusted."},
      {"/v1/breadth?interval=5m", "interval", "day and 1m"},
      {"/v1/breadth?keys=advance", "keys", "did you mean advances?"},
      {"/v1/breadth?keys=ad_1_advances&interval=1m", "keys", "did you mean advances?"},
      {"/v1/breadth?keys=advances,,", "keys", "which is no key"},
      {"/v1/breadth?set=", "set", "1 to 128"},
      {"/v1/breadth?session=2026-11-20&from=2026-11-19", "session", "leave out from and to"},
      {"/v1/indicators/AAPL?interval=7m", "interval", "1m, 5m, 15m, 1h and 1d"},
      {"/v1/indicators/AAPL?analysis_type=daily", "analysis_type", "technical_1d"},
      {"/v1/indicators/AAPL?interval=1d&analysis_type=technical_1d", "analysis_type", "one of them"},
      {"/v1/indicators/AAPL?from=2026-11-19", "from", "history=true"},
      {"/v1/indicators/AAPL?history=true&as_of=2026-11-19", "as_of", "leave it out"},
      {"/v1/indicators/AAPL?history=true&from=2020-01-01&to=2026-01-01", "from", "400 days"},
      {"/v1/coverage?history=1000000000", "history", "1 to 1000"},
      {"/v1/storage?kind=bars", "kind", "takes none"},
      {"/v1/jobs?status=lost", "status", "running, ok, error"},
      {"/v1/jobs?job=", "job", "no name"},
  };
  expect_refused(*this, rows);
}

TEST_F(RecordAnswersTest, a_store_that_was_not_opened_asks_to_come_back) {
  view.tables = nullptr;
  for (const auto* target :
       {"/v1/leaderboard", "/v1/baselines/A", "/v1/breadth", "/v1/daily/A", "/v1/indicators/A", "/v1/coverage",
        "/v1/storage", "/v1/jobs", "/charts/A?interval=5m"}) {
    const auto response = get(target);
    EXPECT_EQ(response.status, 503) << target;
    EXPECT_EQ(test::header(response, "Retry-After"), "5") << target;
  }
}

TEST(JsonOut, T067_what_is_no_number_is_null_and_decimals_are_exact) {
  JsonOut out;
  out.begin_object().member("inf", std::numeric_limits<double>::infinity());
  out.member("nan", std::numeric_limits<double>::quiet_NaN()).member("tenth", 0.1).member("yes", true);
  out.member("price", *parse_price("123456789.123456789")).member("none", std::optional<double>{});
  out.member("text", std::string("a\"b\\c\n\xff")).key("list").begin_array().value(1).value(-2).end_array();
  out.key("bad").stored("{oops").key("good").stored("{\"a\":[]}");
  EXPECT_EQ(out.end_object().take(),
            "{\"inf\":null,\"nan\":null,\"tenth\":0.1,\"yes\":true,\"price\":123456789.123456789,\"none\":null,"
            "\"text\":\"a\\\"b\\\\c\\u000a\xEF\xBF\xBD\",\"list\":[1,-2],\"bad\":null,\"good\":{\"a\":[]}}\n");
}

}  // namespace
}  // namespace tickbard
