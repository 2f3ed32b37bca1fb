#include "daemon/edge/server.hpp"

#include <atomic>
#include <future>
#include <nlohmann/json.hpp>
#include <random>

#include "tests/daemon/edge/http_client.hpp"
#include "tests/support/precompiled.hpp"
//
#include "tests/daemon/edge/snapshot_support.hpp"
#include "tests/daemon/edge/store_support.hpp"

namespace tickbard {
namespace {

using nlohmann::json;
using test::bar;
using test::hm;
using test::HttpClient;

struct ServerTest : ::testing::Test {
  test::StoreFolder folder{"edge-server"};
  EdgeOptions options;
  EdgeSources sources;
  std::unique_ptr<EdgeServer> server;

  void SetUp() override {
    options.store_url = "sqlite:bars.db";
    options.store_base = folder.path;
    sources.snapshot = test::busy_snapshot;
    sources.not_ready = [] { return std::vector<std::string>{}; };
    sources.stalled = [] { return std::vector<std::string>{}; };
    folder.write({bar("AAPL", hm("14:30"), "1.25"), bar("AAPL", hm("14:32"), "1.5"), bar("BTC/USD", hm("14:30"))});
  }
  std::uint16_t start() {
    server = std::make_unique<EdgeServer>(options, sources);
    return server->port();
  }
};

TEST_F(ServerTest, a_free_port_is_taken_and_told) {
  const auto port = start();
  EXPECT_NE(port, 0);
  EXPECT_EQ(server->url(), "http://127.0.0.1:" + std::to_string(port));
}

TEST_F(ServerTest, a_taken_port_is_a_sentence) {
  options.port = start();
  try {
    const EdgeServer second(options, sources);
    FAIL() << "two servers on one port";
  } catch (const std::runtime_error& error) {
    EXPECT_NE(std::string(error.what()).find(std::to_string(options.port)), std::string::npos) << error.what();
  }
}

TEST_F(ServerTest, charts_come_from_the_store) {
  HttpClient client(start());
  const auto answer = client.get("/charts/AAPL?interval=1m&fill=previous");
  ASSERT_EQ(answer.status, 200) << answer.body;
  const auto bars = json::parse(answer.body);
  ASSERT_EQ(bars.size(), 3U);
  EXPECT_EQ(bars[0], json::parse(R"({"t":"2026-11-20T14:30:00Z","o":1.25,"h":1.25,"l":1.25,"c":1.25,"v":100,
                                     "vw":1.25,"n":3,"q":0})"));
  EXPECT_EQ(bars[1]["f"], true);
  EXPECT_EQ(json::parse(client.get("/charts/BTC%2FUSD").body).size(), 1U);
  EXPECT_EQ(json::parse(client.get("/charts/aapl?limit=1").body)[0]["c"], 1.5);
  EXPECT_EQ(client.get("/charts/NONE").status, 404);
  EXPECT_EQ(client.get("/charts/AAPL?interval=7m").status, 400);
}

TEST_F(ServerTest, T091_the_forming_bar_is_read_from_the_buckets) {
  sources.forming = [](Symbol symbol) -> std::optional<Bar> {
    if (symbol != test::symbol("AAPL")) return std::nullopt;
    return bar("AAPL", hm("14:33"), "2");
  };
  HttpClient client(start());
  EXPECT_EQ(json::parse(client.get("/charts/AAPL").body).size(), 2U);
  const auto bars = json::parse(client.get("/charts/AAPL?include_forming=true").body);
  ASSERT_EQ(bars.size(), 3U);
  EXPECT_EQ(bars[2]["c"], 2);
  EXPECT_EQ(bars[2]["q"], 16);
}

TEST_F(ServerTest, T089_derived_values_are_served_and_counted_by_their_address) {
  HttpClient client(start());
  EXPECT_EQ(json::parse(client.get("/v1/leaderboard?limit=5").body)["leaders"], json::array());
  EXPECT_EQ(json::parse(client.get("/v1/jobs").body)["runs"], json::array());
  EXPECT_GT(json::parse(client.get("/v1/storage").body)["total_bytes"].get<int>(), 0);
  for (const auto* target : {"/v1/baselines/AAPL", "/v1/breadth", "/v1/daily/AAPL", "/v1/indicators/AAPL",
                             "/v1/coverage", "/charts/AAPL?interval=1h"}) {
    const auto answer = client.get(target);
    EXPECT_EQ(answer.status, 404) << target;
    EXPECT_EQ(answer.header("Content-Type"), "application/problem+json; charset=utf-8") << target;
    EXPECT_NE(answer.body.find("tickbard "), std::string::npos) << "says which command helps: " << answer.body;
  }
  EXPECT_EQ(client.get("/v1/leaderboard?limit=1000000000").status, 400);
  const auto scrape = client.get("/metrics").body;
  for (const auto* line :
       {"{route=\"/v1/leaderboard\",code=\"200\"} 1\n", "{route=\"/v1/leaderboard\",code=\"400\"} 1\n",
        "{route=\"/v1/baselines/{symbol}\",code=\"404\"} 1\n"})
    EXPECT_NE(scrape.find(line), std::string::npos) << line;
}

TEST_F(ServerTest, one_connection_serves_many_requests) {
  HttpClient client(start());
  for (int i = 0; i < 50; ++i) {
    EXPECT_EQ(client.get("/livez").body, "alive\n");
    EXPECT_EQ(client.get("/nothing").status, 404);
    EXPECT_EQ(client.get("/charts/AAPL?limit=0").status, 400);
  }
}

TEST_F(ServerTest, pipelined_requests_are_answered_in_order) {
  HttpClient client(start());
  const std::string host = " HTTP/1.1\r\nHost: localhost\r\n\r\n";
  ASSERT_TRUE(client.send("GET /charts/AAPL" + host + "GET /livez" + host + "GET /charts/NONE" + host));
  EXPECT_EQ(client.read().status, 200);
  EXPECT_EQ(client.read().body, "alive\n");
  EXPECT_EQ(client.read().status, 404);
}

TEST_F(ServerTest, head_has_no_body_and_the_length_of_get) {
  HttpClient client(start());
  const auto full = client.get("/readyz");
  ASSERT_TRUE(client.ask("/readyz", "", "HEAD"));
  const auto head = client.read(true);
  EXPECT_EQ(head.status, 200);
  EXPECT_EQ(head.header("Content-Length"), full.header("Content-Length"));
  EXPECT_EQ(client.get("/livez").status, 200) << "the connection goes on";
}

TEST_F(ServerTest, nonsense_and_oversize_are_refused_and_closed) {
  const auto port = start();
  struct {
    std::string bytes;
    int status;
  } const rows[] = {
      {"NONSENSE\r\n\r\n", 400},
      {"GET /livez HTTP/1.1\r\nHost localhost\r\n\r\n", 400},
      {"GET /livez HTTP/9.9\r\nHost: localhost\r\n\r\n", 400},
      {"GET /livez HTTP/1.1\r\nHost: localhost\r\nX-Big: " + std::string(100'000, 'x') + "\r\n\r\n", 431},
      {"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000000\r\n\r\n", 413},
  };
  for (const auto& row : rows) {
    HttpClient client(port);
    client.send(row.bytes);
    EXPECT_EQ(client.read().status, row.status) << row.bytes.substr(0, 60);
    EXPECT_TRUE(client.ended()) << row.bytes.substr(0, 60);
  }
  HttpClient client(port);
  EXPECT_EQ(client.get("/livez").status, 200);
  EXPECT_EQ(client.get("/charts/A?x=" + std::string(9'000, 'x')).status, 414);
  ASSERT_TRUE(client.ask("/livez", "", "DELETE"));
  EXPECT_EQ(client.read().header("Allow"), "GET, HEAD");
}

TEST_F(ServerTest, foreign_names_and_pages_are_refused) {
  HttpClient client(start());
  EXPECT_EQ(client.get("/metrics", "Host: evil.example\r\n").status, 403);
  EXPECT_EQ(client.get("/metrics", "Host: localhost\r\nOrigin: http://evil.example\r\n").status, 403);
  EXPECT_EQ(client.get("/metrics", "Host: localhost\r\nOrigin: http://localhost\r\n").status, 200);
  EXPECT_EQ(client.get("/metrics").header("Access-Control-Allow-Origin"), "");
}

TEST_F(ServerTest, slow_clients_hold_up_nobody) {
  const auto port = start();
  std::vector<std::unique_ptr<HttpClient>> slow;
  for (int i = 0; i < 20; ++i) {
    slow.push_back(std::make_unique<HttpClient>(port));
    ASSERT_TRUE(slow.back()->send("GET /charts/AAPL HTTP/1.1\r\nHost: loc"));
  }
  std::vector<Bar> many;
  for (int i = 0; i < 10'000; ++i) many.push_back(bar("BIG", hm("00:00") - std::chrono::minutes{i}));
  folder.write(many);
  for (int i = 0; i < 3; ++i) {
    slow.push_back(std::make_unique<HttpClient>(port, 2'048));
    for (int n = 0; n < 3; ++n) ASSERT_TRUE(slow.back()->ask("/charts/BIG?limit=10000"));  // and never reads
  }
  HttpClient client(port);
  for (int i = 0; i < 20; ++i) ASSERT_EQ(client.get("/livez").status, 200);
  EXPECT_EQ(client.get("/charts/AAPL").status, 200);
  ASSERT_TRUE(slow.front()->send("alhost\r\n\r\n"));
  EXPECT_EQ(slow.front()->read().status, 200) << "slow is not wrong";
}

TEST_F(ServerTest, too_many_questions_are_refused_while_everything_else_goes_on) {
  std::promise<void> release;
  std::atomic<int> entered{0};
  std::promise<void> first_entered;
  auto released = release.get_future().share();
  sources.forming = [&, released](Symbol) -> std::optional<Bar> {
    if (entered++ == 0) first_entered.set_value();
    released.wait();
    return std::nullopt;
  };
  options.max_queries = 1;
  const auto port = start();
  HttpClient working(port), waiting(port), refused(port);
  ASSERT_TRUE(working.ask("/charts/AAPL?include_forming=true"));
  first_entered.get_future().wait();
  ASSERT_TRUE(waiting.ask("/charts/AAPL"));
  // Requests of different connections arrive in no fixed order: one of the two is refused, at once.
  ASSERT_TRUE(refused.ask("/charts/AAPL"));
  HttpClient other(port);
  while (other.get("/metrics").body.find("route=\"/charts/{symbol}\",code=\"503\"} 1") == std::string::npos) {
    ASSERT_EQ(other.get("/livez").status, 200);
  }
  release.set_value();
  const auto a = waiting.read();
  const auto b = refused.read();
  EXPECT_EQ(std::min(a.status, b.status), 200);
  EXPECT_EQ(std::max(a.status, b.status), 503);
  EXPECT_EQ((a.status == 503 ? a : b).header("Retry-After"), "5");
  EXPECT_EQ(working.read().status, 200);
}

TEST_F(ServerTest, without_a_store_the_rest_is_served) {
  options.store_base = folder.path / "nowhere";
  HttpClient client(start());
  const auto answer = client.get("/charts/AAPL");
  EXPECT_EQ(answer.status, 503);
  EXPECT_EQ(answer.header("Retry-After"), "5");
  EXPECT_NE(json::parse(answer.body)["detail"].get<std::string>().find("store"), std::string::npos) << answer.body;
  EXPECT_EQ(client.get("/v1/status").status, 200);
}

TEST_F(ServerTest, a_scrape_counts_the_answers_and_conserves_the_ticks) {
  HttpClient client(start());
  client.get("/charts/AAPL");
  client.get("/charts/NONE");
  client.get("/livez");
  const auto scrape = client.get("/metrics");
  EXPECT_EQ(scrape.header("Content-Type"), "text/plain; version=0.0.4; charset=utf-8");
  for (const auto* line :
       {"tickbard_http_requests_total{route=\"/charts/{symbol}\",code=\"200\"} 1\n",
        "tickbard_http_requests_total{route=\"/charts/{symbol}\",code=\"404\"} 1\n",
        "tickbard_http_requests_total{route=\"/livez\",code=\"200\"} 1\n", "tickbard_http_connections 1\n",
        "tickbard_ticks_received_total{feed=\"us\"} 600\n", "process_threads "}) {
    EXPECT_NE(scrape.body.find(line), std::string::npos) << line;
  }
}

TEST_F(ServerTest, status_is_json_for_people) {
  HttpClient client(start());
  const auto answer = client.get("/v1/status");
  EXPECT_EQ(answer.header("Content-Type"), "application/json; charset=utf-8");
  EXPECT_EQ(json::parse(answer.body)["feeds"].size(), 2U);
}

TEST_F(ServerTest, a_source_that_throws_is_a_500_and_no_end) {
  std::atomic<bool> broken{false};
  sources.snapshot = [&] {
    if (broken) throw std::runtime_error("no snapshot");
    return test::busy_snapshot();
  };
  HttpClient client(start());
  broken = true;
  EXPECT_EQ(client.get("/v1/status").status, 500);
  broken = false;
  EXPECT_EQ(client.get("/v1/status").status, 200);
}

TEST_F(ServerTest, a_hundred_connections_at_once) {
  const auto port = start();
  std::vector<std::unique_ptr<HttpClient>> clients;
  for (int i = 0; i < 100; ++i) clients.push_back(std::make_unique<HttpClient>(port));
  for (auto& client : clients) ASSERT_TRUE(client->ask("/readyz"));
  for (auto& client : clients) EXPECT_EQ(client->read().body, "ready\n");
}

TEST_F(ServerTest, random_bytes_are_survived) {
  const auto port = start();
  std::mt19937 random(20261121);
  const std::string request = "GET /charts/AAPL?limit=5 HTTP/1.1\r\nHost: localhost\r\nAccept: */*\r\n\r\n";
  for (int round = 0; round < 300; ++round) {
    std::string bytes = request;
    for (int n = 0; n < 4; ++n) bytes[random() % bytes.size()] = static_cast<char>(random() % 256);
    HttpClient client(port);
    ASSERT_TRUE(client.connected());
    client.send(bytes);
    client.finish();  // a header that never ends is the server's to end; here the client ends it
    const auto answer = client.read();
    ASSERT_TRUE(answer.status == 0 || (answer.status >= 200 && answer.status < 505)) << bytes;
  }
  HttpClient client(port);
  EXPECT_EQ(client.get("/livez").status, 200);
}

TEST_F(ServerTest, with_tokens_only_those_who_have_one_may_ask) {
  // printf %s view-me | sha256sum
  const auto tokens =
      Tokens::parse("viewer df636072c226c1b34b776cd2b7d3df317b275fed689b7f409aae84cca31711a1 grafana\n");
  ASSERT_TRUE(tokens) << tokens.error().text;
  options.tokens = *tokens;
  HttpClient client(start());
  EXPECT_EQ(client.get("/charts/AAPL").status, 401);
  EXPECT_EQ(client.get("/charts/AAPL").header("WWW-Authenticate"), "Bearer realm=\"tickbard\"");
  EXPECT_EQ(client.get("/charts/AAPL", "Authorization: Bearer view-me\r\n").status, 200);
  EXPECT_EQ(client.get("/metrics", "Host: bars.example\r\nAuthorization: Bearer view-me\r\n").status, 200);
  EXPECT_EQ(client.get("/livez").status, 200);
}

TEST_F(ServerTest, stopping_closes_idle_and_half_sent_connections_and_is_idempotent) {
  const auto port = start();
  HttpClient idle(port), half(port);
  EXPECT_EQ(idle.get("/livez").status, 200);
  ASSERT_TRUE(half.send("GET /li"));
  server->stop();
  server->stop();
  EXPECT_TRUE(idle.ended());
  HttpClient late(port);
  EXPECT_TRUE(!late.connected() || late.get("/livez").status == 0);
}

}  // namespace
}  // namespace tickbard
