#include "daemon/edge/routes.hpp"

#include <nlohmann/json.hpp>

#include "daemon/edge/chart_answer.hpp"
#include "daemon/edge/responses.hpp"
#include "daemon/edge/uri.hpp"
#include "tests/daemon/edge/support.hpp"
#include "tests/support/precompiled.hpp"

namespace tickbard {
namespace {

using test::bar;
using test::get;
using test::header;
using test::hm;
using Headers = std::vector<std::pair<std::string, std::string>>;

constexpr std::string_view kProblem = "application/problem+json; charset=utf-8";

struct RoutesTest : ::testing::Test {
  std::vector<std::string> not_ready, stalled, notices;
  RouteOptions options{{}, {}, "0.1.0"};

  Routes routes() {
    return Routes(options, {[] { return std::string("tickbard_up 1\n"); }, [] { return std::string("{}\n"); },
                            [this] { return not_ready; }, [this] { return stalled; }, [this] { return notices; }});
  }
  HttpResponse answer(const HttpRequest& request) {
    auto reply = routes().handle(request);
    if (std::holds_alternative<Question>(reply.what)) return {299, "", "asked the query thread", {}};
    return std::get<HttpResponse>(reply.what);
  }
};

TEST_F(RoutesTest, every_address_has_its_answer) {
  const std::string too_long = "/" + std::string(9000, 'x');
  struct {
    std::string_view target;
    Route route;
    int status;
    std::string_view type;
  } const rows[] = {
      {"/", Route::index, 200, "text/plain; charset=utf-8"},
      {"/?x=1", Route::index, 200, "text/plain; charset=utf-8"},
      {"/metrics", Route::metrics, 200, "text/plain; version=0.0.4; charset=utf-8"},
      {"/metrics/", Route::metrics, 200, "text/plain; version=0.0.4; charset=utf-8"},
      {"/livez", Route::livez, 200, "text/plain; charset=utf-8"},
      {"/readyz", Route::readyz, 200, "text/plain; charset=utf-8"},
      {"/v1/status", Route::status, 200, "application/json; charset=utf-8"},
      {"/charts/AAPL?interval=1m", Route::charts, 299, ""},
      {"/charts/AAPL?interval=7m", Route::charts, 400, kProblem},
      {"/v1/leaderboard", Route::leaderboard, 299, ""},
      {"/v1/baselines/BTC%2FUSD", Route::baselines, 299, ""},
      {"/v1/breadth?set=all", Route::breadth, 299, ""},
      {"/v1/daily/AAPL", Route::daily, 299, ""},
      {"/v1/indicators/AAPL", Route::indicators, 299, ""},
      {"/v1/coverage", Route::coverage, 299, ""},
      {"/v1/storage", Route::storage, 299, ""},
      {"/v1/jobs", Route::jobs, 299, ""},
      {"/v1/jobs/7", Route::other, 404, kProblem},
      {"/v1/daily", Route::other, 404, kProblem},
      {"/charts/BTC/USD", Route::other, 404, kProblem},
      {"/charts", Route::other, 404, kProblem},
      {"/v1", Route::other, 404, kProblem},
      {"/favicon.ico", Route::other, 404, kProblem},
      {"/../etc/passwd", Route::other, 404, kProblem},
      {"/%", Route::other, 400, kProblem},
      {"http://127.0.0.1/", Route::other, 400, kProblem},
      {too_long, Route::other, 414, kProblem},
  };
  for (const auto& row : rows) {
    const auto request = get(std::string(row.target));
    EXPECT_EQ(routes().handle(request).route, row.route) << row.target;
    EXPECT_EQ(answer(request).status, row.status) << row.target;
    EXPECT_EQ(answer(request).content_type, row.type) << row.target;
  }
}

TEST_F(RoutesTest, not_found_says_what_exists_and_what_may_have_been_meant) {
  struct {
    std::string_view target;
    std::string_view says;
  } const rows[] = {
      {"/metric", "Did you mean /metrics?"},
      {"/v1/state", "Did you mean /v1/status?"},
      {"/charts", "A symbol is missing"},
      {"/charts/BTC/USD", "/charts/BTC%2FUSD"},
      {"/v1/daily", "A symbol is missing: /v1/daily/AAPL"},
      {"/v1/baselines/BTC/USD", "/v1/baselines/BTC%2FUSD"},
      {"/v1/leaderbord", "Did you mean /v1/leaderboard?"},
      {"/nothing-like-it-at-all", "There are: /, /charts/{symbol}, /v1/leaderboard, /v1/baselines/{symbol}, /v1/breadth"},
  };
  for (const auto& row : rows) {
    const auto json = nlohmann::json::parse(answer(get(std::string(row.target))).body);
    EXPECT_EQ(json["status"], 404);
    EXPECT_EQ(json["title"], "Not Found");
    EXPECT_EQ(json["type"], "about:blank");
    EXPECT_NE(json["detail"].get<std::string>().find(row.says), std::string::npos) << json["detail"];
  }
}

TEST_F(RoutesTest, other_methods_are_refused_with_those_allowed) {
  for (const auto* method : {"POST", "PUT", "DELETE", "OPTIONS", "PATCH", "get", "BREW"}) {
    auto request = get("/charts/AAPL");
    request.method = method;
    const auto response = answer(request);
    EXPECT_EQ(response.status, 405) << method;
    EXPECT_EQ(header(response, "Allow"), "GET, HEAD") << method;
    EXPECT_NE(response.body.find("use GET or HEAD"), std::string::npos);
  }
  auto request = get("/livez");
  request.method = "HEAD";
  EXPECT_EQ(answer(request).status, 200);
}

TEST_F(RoutesTest, T089_the_parameter_at_fault_is_a_member_of_the_problem) {
  const auto json = nlohmann::json::parse(answer(get("/charts/AAPL?limit=1000000000")).body);
  EXPECT_EQ(json["status"], 400);
  EXPECT_EQ(json["parameter"], "limit");
  EXPECT_NE(json["detail"].get<std::string>().find("1 to 10000"), std::string::npos);
}

TEST_F(RoutesTest, T090_the_symbol_reaches_the_query_decoded) {
  struct {
    std::string_view target;
    std::string_view symbol;
  } const rows[] = {{"/charts/BRK%2EB", "BRK.B"},
                    {"/charts/BTC%2FUSD", "BTC/USD"},
                    {"/charts/btc-usd", "btc-usd"},
                    {"/charts/spot:BTCUSDT", "spot:BTCUSDT"},
                    {"/charts/spot%3ABTCUSDT?interval=1m", "spot:BTCUSDT"}};
  for (const auto& row : rows) {
    auto reply = routes().handle(get(std::string(row.target)));
    ASSERT_TRUE(std::holds_alternative<Question>(reply.what)) << row.target;
    test::Shelf shelf;
    shelf.bars = {bar(row.symbol, hm("14:30"))};
    StoreView store{shelf.reader(), nullptr};
    const auto response = std::get<Question>(reply.what)({store, {}, test::at("2026-11-20T15:00:00Z")});
    EXPECT_EQ(response.status, 200) << response.body;
    EXPECT_EQ(header(response, "Content-Location"), "/charts/" + percent_encode(row.symbol));
  }
}

TEST_F(RoutesTest, ready_is_said_only_when_nothing_speaks_against_it) {
  EXPECT_EQ(answer(get("/readyz")).body, "ready\n");
  not_ready = {"The journal is not open yet.", "Feed \"us\" has not been attempted."};
  const auto response = answer(get("/readyz"));
  EXPECT_EQ(response.status, 503);
  EXPECT_EQ(header(response, "Retry-After"), "5");
  EXPECT_EQ(nlohmann::json::parse(response.body)["reasons"], not_ready);
  EXPECT_EQ(answer(get("/livez")).status, 200) << "not ready is not dead";
}

TEST_F(RoutesTest, a_stalled_loop_is_not_alive) {
  EXPECT_EQ(answer(get("/livez")).body, "alive\n");
  stalled = {"market: no step for 12 s"};
  EXPECT_EQ(answer(get("/livez")).status, 503);
  EXPECT_EQ(nlohmann::json::parse(answer(get("/livez")).body)["reasons"], stalled);
}

TEST_F(RoutesTest, without_tokens_a_foreign_name_or_page_is_refused_everywhere) {
  for (const auto* target : {"/", "/metrics", "/livez", "/readyz", "/v1/status", "/charts/AAPL", "/nothing"}) {
    EXPECT_EQ(answer(get(target, {{"Host", "evil.example"}})).status, 403) << target;
    EXPECT_EQ(answer(get(target, {{"Host", ""}})).status, 400) << target;
    EXPECT_EQ(answer(get(target, {{"Origin", "http://evil.example"}})).status, 403) << target;
  }
  options.host_names = {"bars.example"};
  EXPECT_EQ(answer(get("/livez", {{"Host", "bars.example"}})).status, 200);
}

struct LockedRoutesTest : RoutesTest {
  void SetUp() override {
    // printf %s view-me | sha256sum
    const auto tokens =
        Tokens::parse("viewer df636072c226c1b34b776cd2b7d3df317b275fed689b7f409aae84cca31711a1 grafana\n");
    ASSERT_TRUE(tokens);
    options.tokens = *tokens;
  }
};

TEST_F(LockedRoutesTest, with_tokens_all_but_health_needs_one) {
  for (const auto* target : {"/", "/metrics", "/v1/status", "/charts/AAPL", "/nothing"}) {
    for (const Headers& headers : {Headers{}, Headers{{"Authorization", "Bearer wrong"}}}) {
      const auto response = answer(get(target, headers));
      EXPECT_EQ(response.status, 401) << target;
      EXPECT_EQ(header(response, "WWW-Authenticate"), "Bearer realm=\"tickbard\"");
      EXPECT_EQ(response.content_type, kProblem);
    }
  }
  EXPECT_EQ(answer(get("/livez")).status, 200);
  EXPECT_EQ(answer(get("/readyz")).status, 200);
  EXPECT_EQ(answer(get("/metrics", {{"Authorization", "Bearer view-me"}})).status, 200);
}

TEST_F(LockedRoutesTest, health_keeps_its_reasons_to_itself_before_strangers) {
  not_ready = {"Feed \"secret-venue\" has not been attempted."};
  EXPECT_EQ(answer(get("/readyz")).status, 503);
  EXPECT_EQ(answer(get("/readyz")).body.find("secret-venue"), std::string::npos);
  EXPECT_NE(answer(get("/readyz", {{"Authorization", "Bearer view-me"}})).body.find("secret-venue"),
            std::string::npos);
}

TEST_F(LockedRoutesTest, with_tokens_any_name_of_this_machine_is_served_and_foreign_pages_are_not) {
  EXPECT_EQ(answer(get("/livez", {{"Host", "bars.example"}})).status, 200);
  EXPECT_EQ(answer(get("/livez", {{"Host", "bars.example"}, {"Origin", "http://evil.example"}})).status, 403);
}

TEST_F(RoutesTest, a_browser_gets_a_page_and_curl_gets_text) {
  notices = {"SIMULATED <market>"};
  const auto text = answer(get("/", {{"Accept", "*/*"}}));
  EXPECT_NE(text.body.find("*** SIMULATED <market> ***"), std::string::npos);
  const auto page = answer(get("/", {{"Accept", "text/html,application/xhtml+xml"}}));
  EXPECT_EQ(page.content_type, "text/html; charset=utf-8");
  EXPECT_NE(page.body.find("SIMULATED &lt;market&gt;"), std::string::npos);
  EXPECT_NE(header(page, "Content-Security-Policy").find("default-src 'none'"), std::string::npos);
  for (const auto& row : route_table()) {
    if (row.route == Route::index || row.route == Route::other) continue;
    const std::string path(row.path.substr(0, row.path.find('{')));
    EXPECT_NE(text.body.find(path), std::string::npos) << path;
    EXPECT_NE(page.body.find(path), std::string::npos) << path;
  }
}

TEST_F(RoutesTest, nothing_is_cached_or_guessed) {
  for (const auto* target : {"/", "/metrics", "/livez", "/v1/status", "/charts/A?limit=0", "/nothing"}) {
    EXPECT_EQ(header(answer(get(target)), "Cache-Control"), "no-store") << target;
    EXPECT_EQ(header(answer(get(target)), "X-Content-Type-Options"), "nosniff") << target;
  }
}

TEST(ChartResponse, a_cut_range_carries_a_link_to_the_rest) {
  const auto query = parse_chart_query(
      "btc/usd",
      *parse_target("/charts/x?from=1795185000&to=1795188600&limit=1&fill=previous&include_forming=true"));
  ASSERT_TRUE(query);
  ChartSeries series{test::symbol("BTC/USD"), {{bar("BTC/USD", hm("14:30")), false}}, hm("14:31")};
  const auto response = chart_response(*query, series);
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(header(response, "Content-Location"), "/charts/BTC%2FUSD");
  EXPECT_EQ(
      header(response, "Link"),
      "</charts/btc%2Fusd?interval=1m&from=2026-11-20T14:31:00Z&to=2026-11-20T15:30:00Z&limit=1&fill=previous&"
      "include_forming=true>; rel=\"next\"");
  series.next_from.reset();
  EXPECT_EQ(header(chart_response(*query, series), "Link"), "");
}

TEST(ChartResponse, a_busy_or_absent_store_asks_to_come_back) {
  const auto query = parse_chart_query("A", RequestTarget{});
  const auto response = chart_response(*query, ApiProblem{503, "The store is away.", {}, {}});
  EXPECT_EQ(response.status, 503);
  EXPECT_EQ(header(response, "Retry-After"), "5");
  EXPECT_EQ(response.content_type, kProblem);
}

}  // namespace
}  // namespace tickbard
