#include <nlohmann/json.hpp>
#include <random>

#include "daemon/edge/routes.hpp"
#include "tests/daemon/edge/support.hpp"
#include "tests/support/precompiled.hpp"

namespace tickbard {
namespace {

const std::vector<std::string> kSeeds{
    "/charts/"
    "AAPL?interval=1m&from=2026-11-20T14:30:00Z&to=1795188600&limit=100&fill=previous&include_forming=true",
    "/charts/BTC%2FUSD?from=2026-11-20T15:30:00+01:00", "/v1/status", "/metrics?x=%41",
    "/charts/spot:BTCUSDT?limit=1",
    "/charts/AAPL?interval=1d&adjusted=true&indicators=sma:20,rsi:14,macd",
    "/v1/leaderboard?threshold=1.5&direction=up&baseline=gap&segment=rth&min_price=1&max_price=9&max_age=4h&limit=5",
    "/v1/baselines/AAPL?history=true&from=1795185000&limit=5",
    "/v1/breadth?set=all&interval=1m&keys=advances,declines&session=2026-11-20&limit=5",
    "/v1/daily/BTC%2FUSD?from=2026-11-19&to=2026-11-20&adjusted=true&limit=5",
    "/v1/indicators/AAPL?analysis_type=technical_1d&history=true&from=2026-11-01&revisions=all",
    "/v1/coverage?history=48", "/v1/storage", "/v1/jobs?job=breadth&status=ok&limit=5"};
const std::vector<std::string> kPieces{"%",  "%2",   "%00",  "&&",        "=",      "?",        "/",  "+",
                                       "..", "\xff", "\r\n", "limit=1e9", "&from=", "&fill=zz", "\"", "{}"};

std::string mutated(std::mt19937& random) {
  const auto pick = [&](std::size_t n) { return std::uniform_int_distribution<std::size_t>(0, n - 1)(random); };
  std::string text = kSeeds[pick(kSeeds.size())];
  for (std::size_t n = pick(4) + 1; n > 0; --n) {
    const auto at = pick(text.size() + 1);
    switch (pick(4)) {
      case 0:
        text.insert(at, kPieces[pick(kPieces.size())]);
        break;
      case 1:
        text.erase(at, pick(8));
        break;
      case 2:
        text.insert(at, 1, static_cast<char>(pick(256)));
        break;
      default:
        text.insert(at, text.substr(pick(text.size() + 1), pick(20)));
        break;
    }
  }
  return text;
}

/// Whatever is asked, the answer is a query within its bounds or valid JSON with a fitting status.
TEST(RoutesFuzz, T089_no_request_target_breaks_the_answer) {
  const Routes routes(
      {{}, {}, "0.1.0"},
      {[] { return std::string(); }, [] { return std::string("{}"); }, [] { return std::vector<std::string>{}; },
       [] { return std::vector<std::string>{}; }, [] { return std::vector<std::string>{}; }});
  std::mt19937 random(20261121);
  int queries = 0, problems = 0;
  for (int i = 0; i < 10'000; ++i) {
    const auto target = mutated(random);
    const auto reply = routes.handle(test::get(target));
    if (std::holds_alternative<Question>(reply.what)) {
      ++queries;
      test::Shelf shelf;
      StoreView store{shelf.reader(), nullptr};
      const auto response = std::get<Question>(reply.what)({store, {}, test::at("2026-11-20T15:00:00Z")});
      // Without tables whatever is derived is away.
      ASSERT_TRUE(response.status == 200 || response.status == 404 || response.status == 503)
          << target << "\n" << response.body;
      ASSERT_LE(shelf.largest_asked, ChartQuery::kMaxLimit + 1) << target;
      continue;
    }
    const auto& response = std::get<HttpResponse>(reply.what);
    for (const auto& [name, value] : response.headers) {
      ASSERT_EQ((name + value).find_first_of("\r\n"), std::string::npos) << target;
    }
    if (response.status == 200) continue;
    ++problems;
    ASSERT_TRUE(response.status == 400 || response.status == 404 || response.status == 414) << target;
    const auto json = nlohmann::json::parse(response.body, nullptr, false);
    ASSERT_FALSE(json.is_discarded()) << target << "\n" << response.body;
    ASSERT_EQ(json["status"], response.status) << target;
    ASSERT_FALSE(json["detail"].get<std::string>().empty()) << target;
  }
  EXPECT_GT(queries, 200) << "the mutations never leave a valid query";
  EXPECT_GT(problems, 2'000);
}

}  // namespace
}  // namespace tickbard
