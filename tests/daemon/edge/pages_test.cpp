#include <nlohmann/json.hpp>
#include <thread>

#include "daemon/edge/http_stats.hpp"
#include "daemon/edge/index_page.hpp"
#include "daemon/edge/problem.hpp"
#include "tests/daemon/edge/support.hpp"
#include "tests/support/precompiled.hpp"

namespace tickbard {
namespace {

using namespace std::chrono_literals;

TEST(Problem, has_the_members_of_rfc_9457) {
  const auto json = nlohmann::json::parse(to_json(ApiProblem{400, "Too much.", "limit", {"a", "b"}}));
  EXPECT_EQ(json, (nlohmann::json{{"type", "about:blank"},
                                  {"title", "Bad Request"},
                                  {"status", 400},
                                  {"detail", "Too much."},
                                  {"parameter", "limit"},
                                  {"reasons", {"a", "b"}}}));
}

TEST(Problem, absent_members_are_left_out) {
  const auto json = nlohmann::json::parse(to_json(ApiProblem{503, "Away.", {}, {}}));
  EXPECT_EQ(json.size(), 4U);
  EXPECT_FALSE(json.contains("parameter"));
  EXPECT_FALSE(json.contains("reasons"));
}

TEST(Problem, any_bytes_of_a_request_can_be_told) {
  std::string every_byte;
  for (int c = 0; c < 256; ++c) every_byte += static_cast<char>(c);
  const auto json =
      nlohmann::json::parse(to_json(ApiProblem{400, every_byte, every_byte, {every_byte}}), nullptr, false);
  EXPECT_FALSE(json.is_discarded());
}

TEST(Problem, every_status_in_use_has_a_title) {
  for (const int code : kHttpCodes) {
    if (code == 0) continue;
    EXPECT_NE(status_title(code), "Error") << code;
  }
}

TEST(IndexPage, notices_stand_first_and_cannot_inject_markup) {
  const std::vector<std::string> notices{"<script>alert(1)</script> & \"co\""};
  const auto html = index_page("0.1.0", notices, "text/html").body;
  EXPECT_EQ(html.find("<script"), std::string::npos);
  EXPECT_NE(html.find("&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;co&quot;"), std::string::npos);
  EXPECT_LT(html.find("&lt;script"), html.find("/charts/"));
  const auto text = index_page("0.1.0", notices, "").body;
  EXPECT_LT(text.find("***"), text.find("/charts/"));
}

TEST(IndexPage, without_notices_nothing_is_marked) {
  EXPECT_EQ(index_page("0.1.0", {}, "*/*").body.find("***"), std::string::npos);
  EXPECT_EQ(index_page("0.1.0", {}, "text/html").body.find("<strong>"), std::string::npos);
}

TEST(IndexPage, loads_nothing_from_anywhere) {
  const auto html = index_page("0.1.0", {}, "text/html").body;
  for (const auto* reference : {"http://", "https://", "src=", "<script", "<link"}) {
    EXPECT_EQ(html.find(reference), std::string::npos) << reference;
  }
}

TEST(IndexPage, names_every_parameter_of_the_leaderboard) {
  const auto text = index_page("0.1.0", {}, "").body;
  const auto from = text.find("/v1/leaderboard");
  const auto line = text.substr(from, text.find('\n', from) - from);
  for (const auto* parameter : {"threshold", "direction", "baseline", "segment", "min_price", "max_price",
                                "price_filter", "security_type", "calendar", "max_age", "limit"}) {
    EXPECT_NE(line.find(parameter), std::string::npos) << parameter;
  }
}

TEST(HttpStats, answers_are_counted_by_route_and_code) {
  HttpStats stats;
  stats.answered(Route::charts, 200, 3ms);
  stats.answered(Route::charts, 200, 30ms);
  stats.answered(Route::charts, 503, 1us);
  stats.answered(Route::other, 404, 1us);
  stats.answered(Route::other, 418, 1us);
  const auto read = stats.read();
  const auto count = [&](Route route, int code) {
    const auto at = std::find(kHttpCodes.begin(), kHttpCodes.end(), code) - kHttpCodes.begin();
    return read.routes[static_cast<std::size_t>(route)].by_code[static_cast<std::size_t>(at)];
  };
  EXPECT_EQ(count(Route::charts, 200), 2U);
  EXPECT_EQ(count(Route::charts, 503), 1U);
  EXPECT_EQ(count(Route::other, 404), 1U);
  EXPECT_EQ(count(Route::other, 0), 1U) << "an unlisted code is counted as other";
  EXPECT_EQ(count(Route::metrics, 200), 0U);
  EXPECT_EQ(read.routes[static_cast<std::size_t>(Route::charts)].seconds.total(), 3U);
}

TEST(HttpStats, two_threads_lose_nothing) {
  HttpStats stats;
  const auto answer = [&] {
    for (int i = 0; i < 10'000; ++i) stats.answered(Route::livez, 200, 1us);
  };
  std::thread other(answer);
  answer();
  other.join();
  EXPECT_EQ(stats.read().routes[static_cast<std::size_t>(Route::livez)].by_code[0], 20'000U);
}

}  // namespace
}  // namespace tickbard
