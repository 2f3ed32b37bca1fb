#include "daemon/edge/chart_series.hpp"

#include <nlohmann/json.hpp>

#include "tests/daemon/edge/support.hpp"
#include "tests/support/precompiled.hpp"

namespace tickbard {
namespace {

using test::at;
using test::bar;
using test::hm;
using test::price;
using test::Shelf;

const UnixNanos kNow = at("2026-11-20T15:00:30Z");

struct ChartSeriesTest : ::testing::Test {
  Shelf shelf;
  std::optional<Bar> open_minute;

  ApiResult<ChartSeries> ask(std::string_view symbol, const std::string& parameters = "") {
    const auto query = parse_chart_query(symbol, *parse_target("/charts/x?" + parameters));
    if (!query) return query.error();
    const FormingBar forming = [this](Symbol s) {
      return open_minute && open_minute->symbol == s ? open_minute : std::nullopt;
    };
    return chart_series(*query, shelf.reader(), forming, kNow);
  }

  /// "14:30=10 14:31~10": '=' a stored or forming bar, '~' a filled one, with its close.
  std::string told(std::string_view symbol, const std::string& parameters = "") {
    const auto series = ask(symbol, parameters);
    if (!series) return "error " + std::to_string(series.error().status);
    std::string out;
    for (const auto& row : series->bars) {
      out += (out.empty() ? "" : " ") + to_rfc3339(row.bar.start).substr(11, 5) + (row.filled ? "~" : "=") +
             to_text(row.bar.close);
    }
    return out;
  }
};

const std::string kFrom1430 = "from=2026-11-20T14:30:00Z";
const std::string kTo1435 = "to=2026-11-20T14:35:00Z";

TEST_F(ChartSeriesTest, of_an_unknown_symbol_it_says_whether_a_bar_can_come) {
  auto query = *parse_chart_query("A", *parse_target("/charts/x"));
  const auto said = [&] { return chart_series(query, shelf.reader(), {}, kNow).error().detail; };
  EXPECT_NE(said().find("its first bar appears when its first minute is over"), std::string::npos) << said();
  query.bars_enabled = false;
  EXPECT_NE(said().find("bars are switched off"), std::string::npos) << said();
  EXPECT_EQ(said().find("first minute"), std::string::npos) << said();
}

TEST_F(ChartSeriesTest, bars_come_oldest_first_whatever_part_is_asked_for) {
  shelf.bars = {bar("A", hm("14:30"), "1"), bar("A", hm("14:31"), "2"), bar("A", hm("14:33"), "3"),
                bar("B", hm("14:32"), "9")};
  EXPECT_EQ(told("A"), "14:30=1 14:31=2 14:33=3");
  EXPECT_EQ(told("A", "limit=2"), "14:31=2 14:33=3");
  EXPECT_EQ(told("A", "limit=2&to=2026-11-20T14:33:00Z"), "14:30=1 14:31=2");
  EXPECT_EQ(told("A", "limit=2&" + kFrom1430), "14:30=1 14:31=2");
  EXPECT_EQ(told("A", "from=2026-11-20T14:31:00Z&to=2026-11-20T14:33:00Z"), "14:31=2");
}

TEST_F(ChartSeriesTest, a_cut_answer_says_where_to_go_on) {
  shelf.bars = {bar("A", hm("14:30"), "1"), bar("A", hm("14:31"), "2"), bar("A", hm("14:33"), "3")};
  EXPECT_EQ(ask("A", "limit=2&" + kFrom1430)->next_from, hm("14:33"));
  EXPECT_EQ(ask("A", "limit=3&" + kFrom1430)->next_from, std::nullopt);
  EXPECT_EQ(ask("A", "limit=2")->next_from, std::nullopt);
}

TEST_F(ChartSeriesTest, T089_a_known_symbol_without_bars_in_the_range_is_an_empty_array) {
  shelf.bars = {bar("A", hm("14:30"))};
  EXPECT_EQ(told("A", "from=2099-01-01T00:00:00Z"), "");
  EXPECT_EQ(told("A", "to=2001-01-01T00:00:00Z"), "");
  EXPECT_EQ(to_json(*ask("A", "from=2099-01-01T00:00:00Z")), "[]\n");
}

TEST_F(ChartSeriesTest, a_symbol_never_seen_is_404_and_says_what_was_looked_for) {
  shelf.bars = {bar("A", hm("14:30"))};
  const auto series = ask("btc-usd");
  ASSERT_FALSE(series);
  EXPECT_EQ(series.error().status, 404);
  EXPECT_EQ(series.error().parameter, "symbol");
  EXPECT_NE(series.error().detail.find("\"btc-usd\", \"BTC-USD\", \"BTC.USD\""), std::string::npos)
      << series.error().detail;
}

TEST_F(ChartSeriesTest, a_symbol_in_its_first_minute_is_known) {
  open_minute = bar("NEW", hm("15:00"));
  EXPECT_EQ(told("NEW"), "");
  EXPECT_EQ(told("NEW", "include_forming=true"), "15:00=10");
}

TEST_F(ChartSeriesTest, T090_the_spelling_given_wins_even_when_another_has_the_bars) {
  shelf.bars = {bar("brk-b", hm("10:00"), "1"), bar("BRK.B", hm("14:30"), "2"), bar("BTC-USD", hm("14:30"), "3"),
                bar("spot:BTCUSDT", hm("14:30"), "4"), bar("BTC/USD", hm("14:30"), "5")};
  EXPECT_EQ(told("BRK.B"), "14:30=2");
  EXPECT_EQ(told("BRK-B"), "14:30=2");
  EXPECT_EQ(told("BRK/B"), "14:30=2");
  EXPECT_EQ(told("brk.b"), "14:30=2");
  EXPECT_EQ(told("brk-b", kFrom1430), "");
  EXPECT_EQ(told("btc-usd"), "14:30=3");
  EXPECT_EQ(told("spot:btcusdt"), "14:30=4");
  EXPECT_EQ(told("BTC/USD"), "14:30=5");
  EXPECT_EQ(ask("btc-usd")->symbol.view(), "BTC-USD");
}

TEST_F(ChartSeriesTest, T091_the_forming_bar_comes_only_when_asked_for_and_says_so) {
  shelf.bars = {bar("A", hm("14:59"), "1")};
  open_minute = bar("A", hm("15:00"), "2");
  EXPECT_EQ(told("A"), "14:59=1");
  EXPECT_EQ(told("A", "include_forming=false"), "14:59=1");
  EXPECT_EQ(told("A", "include_forming=true"), "14:59=1 15:00=2");
  EXPECT_EQ(ask("A", "include_forming=true")->bars.back().bar.quality, quality::kForming);
  EXPECT_EQ(told("A", "include_forming=true&to=2026-11-20T15:00:00Z"), "14:59=1");
  EXPECT_EQ(told("A", "include_forming=true&from=2026-11-20T15:01:00Z"), "");
}

TEST_F(ChartSeriesTest, T091_the_forming_bar_keeps_to_the_limit) {
  shelf.bars = {bar("A", hm("14:58"), "1"), bar("A", hm("14:59"), "2")};
  open_minute = bar("A", hm("15:00"), "3");
  EXPECT_EQ(told("A", "include_forming=true&limit=2"), "14:59=2 15:00=3");
  EXPECT_EQ(told("A", "include_forming=true&limit=2&" + kFrom1430), "14:58=1 14:59=2");
  EXPECT_EQ(ask("A", "include_forming=true&limit=2&" + kFrom1430)->next_from, hm("15:00"));
  EXPECT_EQ(told("A", "include_forming=true&limit=1&" + kFrom1430), "14:58=1");
}

TEST_F(ChartSeriesTest, T091_a_minute_stored_at_shutdown_is_not_shown_before_it_is_over) {
  auto half = bar("A", hm("15:00"), "2");
  half.quality = quality::kForming | quality::kPartial;
  shelf.bars = {bar("A", hm("14:59"), "1"), half};
  EXPECT_EQ(told("A"), "14:59=1");
  open_minute = bar("A", hm("15:00"), "3");
  EXPECT_EQ(told("A", "include_forming=true"), "14:59=1 15:00=3");
  shelf.bars.back().start = hm("14:59");
  shelf.bars.erase(shelf.bars.begin());
  EXPECT_EQ(told("A"), "14:59=2") << "over by now: the best there is, and flagged";
}

TEST_F(ChartSeriesTest, T091_a_bucket_whose_minute_is_stored_is_not_shown_as_forming) {
  shelf.bars = {bar("A", hm("14:58"), "1"), bar("A", hm("14:59"), "2")};
  open_minute = bar("A", hm("14:59"), "2");
  EXPECT_EQ(told("A", "include_forming=true"), "14:58=1 14:59=2");
  EXPECT_EQ(ask("A", "include_forming=true")->bars.back().bar.quality, 0);
  open_minute = bar("A", hm("14:57"), "7");
  EXPECT_EQ(told("A", "include_forming=true"), "14:58=1 14:59=2");
}

TEST_F(ChartSeriesTest, fill_puts_the_previous_close_into_the_gaps_between_bars) {
  shelf.bars = {bar("A", hm("14:30"), "1"), bar("A", hm("14:33"), "3")};
  EXPECT_EQ(told("A", "fill=none"), "14:30=1 14:33=3");
  EXPECT_EQ(told("A", "fill=previous"), "14:30=1 14:31~1 14:32~1 14:33=3");
}

TEST_F(ChartSeriesTest, fill_reaches_to_the_given_ends_of_the_range_and_no_further) {
  shelf.bars = {bar("A", hm("14:20"), "1"), bar("A", hm("14:32"), "2"), bar("A", hm("14:50"), "3")};
  EXPECT_EQ(told("A", "fill=previous&" + kFrom1430 + "&" + kTo1435), "14:30~1 14:31~1 14:32=2 14:33~2 14:34~2");
  EXPECT_EQ(told("A", "fill=previous&from=2026-11-20T14:25:00Z&to=2026-11-20T14:27:00Z"), "14:25~1 14:26~1")
      << "no bar of its own, but one before";
  EXPECT_EQ(told("A", "fill=previous&to=2026-11-20T14:23:00Z"), "14:20=1 14:21~1 14:22~1");
}

TEST_F(ChartSeriesTest, fill_invents_nothing_before_the_first_bar_nor_after_now) {
  shelf.bars = {bar("A", hm("14:33"), "2"), bar("A", hm("14:58"), "3")};
  EXPECT_EQ(told("A", "fill=previous&" + kFrom1430 + "&" + kTo1435), "14:33=2 14:34~2");
  EXPECT_EQ(told("A", "fill=previous&from=2026-11-20T14:58:00Z&to=2026-11-20T23:00:00Z"), "14:58=3 14:59~3")
      << "15:00 is not over at " << to_rfc3339(kNow);
  EXPECT_EQ(told("A", "fill=previous&from=2099-01-01T00:00:00Z&to=2099-01-02T00:00:00Z"), "");
}

TEST_F(ChartSeriesTest, fill_keeps_to_the_limit_and_says_where_to_go_on) {
  shelf.bars = {bar("A", hm("14:30"), "1"), bar("A", hm("14:40"), "2")};
  EXPECT_EQ(told("A", "fill=previous&limit=3&" + kFrom1430), "14:30=1 14:31~1 14:32~1");
  EXPECT_EQ(ask("A", "fill=previous&limit=3&" + kFrom1430)->next_from, hm("14:33"));
  EXPECT_EQ(told("A", "fill=previous&limit=3&from=2026-11-20T14:33:00Z"), "14:33~1 14:34~1 14:35~1");
  EXPECT_EQ(told("A", "fill=previous&limit=3"), "14:38~1 14:39~1 14:40=2");
  EXPECT_EQ(told("A", "fill=previous&limit=3&to=2026-11-20T14:43:00Z"), "14:40=2 14:41~2 14:42~2");
  EXPECT_EQ(told("A", "fill=previous&limit=2&to=2026-11-20T14:43:00Z"), "14:41~2 14:42~2");
}

TEST_F(ChartSeriesTest, T089_memory_is_bounded_by_the_limit_however_long_the_silence) {
  shelf.bars = {bar("A", test::minute("1990-01-01T00:00:00Z"), "1"), bar("A", hm("14:40"), "2")};
  const auto series = ask("A", "fill=previous&limit=10000&from=1990-01-01T00:00:00Z");
  ASSERT_TRUE(series);
  EXPECT_EQ(series->bars.size(), 10'000U);
  EXPECT_LE(shelf.largest_answer, 10'001U);
  EXPECT_EQ(ask("A", "fill=previous&limit=10000")->bars.size(), 10'000U);
}

TEST_F(ChartSeriesTest, a_forming_bar_after_a_quiet_time_is_reached_by_filling) {
  shelf.bars = {bar("A", hm("14:57"), "1")};
  open_minute = bar("A", hm("15:00"), "2");
  EXPECT_EQ(told("A", "fill=previous&include_forming=true"), "14:57=1 14:58~1 14:59~1 15:00=2");
}

TEST_F(ChartSeriesTest, a_store_that_is_away_is_503_in_its_own_words) {
  shelf.failure = "The server at db:5432 does not answer.";
  const auto series = ask("A");
  ASSERT_FALSE(series);
  EXPECT_EQ(series.error().status, 503);
  EXPECT_NE(series.error().detail.find(shelf.failure), std::string::npos);
}

TEST(ChartJson, numbers_are_exact_and_absent_ones_are_null) {
  Bar b = test::bar("A", hm("14:30"));
  b.open = price("0.000000001");
  b.high = price("123456789.123456789");
  b.low = price("0.1");
  b.close = price("250");
  b.volume = {Int128{1} * 123'456'789'012'345'678};
  b.vwap.reset();
  b.quality = quality::kAmended;
  const std::string json = to_json(ChartSeries{b.symbol, {{b, false}, {b, true}}, {}});
  EXPECT_EQ(json.substr(0, json.find('\n')),
            "[{\"t\":\"2026-11-20T14:30:00Z\",\"o\":0.000000001,\"h\":123456789.123456789,\"l\":0.1,\"c\":250,"
            "\"v\":1234567890.12345678,\"vw\":null,\"n\":3,\"q\":4},");
  const auto parsed = nlohmann::json::parse(json);
  ASSERT_EQ(parsed.size(), 2U);
  EXPECT_FALSE(parsed[0].contains("f"));
  EXPECT_EQ(parsed[1]["f"], true);
}

TEST_F(ChartSeriesTest, a_filled_bar_has_no_volume_no_trades_and_no_vwap) {
  shelf.bars = {bar("A", hm("14:30"), "1.5"), bar("A", hm("14:32"), "3")};
  const auto parsed = nlohmann::json::parse(to_json(*ask("A", "fill=previous")));
  const auto expected = nlohmann::json::parse(
      R"({"t":"2026-11-20T14:31:00Z","o":1.5,"h":1.5,"l":1.5,"c":1.5,"v":0,"vw":null,"n":0,"q":0,"f":true})");
  EXPECT_EQ(parsed[1], expected);
}

}  // namespace
}  // namespace tickbard
