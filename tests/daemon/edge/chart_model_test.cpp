#include <random>

#include "daemon/edge/chart_series.hpp"
#include "tests/daemon/edge/support.hpp"
#include "tests/support/precompiled.hpp"

namespace tickbard {
namespace {

using namespace std::chrono_literals;
using test::bar;
using test::hm;

constexpr int kMinutes = 24;
const MinuteStart kFirst = hm("14:00");
const int kNowMinute = 20;  ///< the minute that is now; bars after it do not exist yet

/// The answer as one would define it: look at each minute of the range, one after the other.
struct Model {
  std::map<int, Bar> stored;
  std::optional<std::pair<int, Bar>> forming;

  std::vector<std::string> answer(const ChartQuery& query, bool& cut) const {
    std::map<int, Bar> bars = stored;
    if (query.include_forming && forming && (bars.empty() || bars.rbegin()->first < forming->first)) {
      bars.emplace(*forming);
    }
    const auto index = [](MinuteStart t) { return static_cast<int>((t - kFirst).count()); };
    const int from = query.from ? index(*query.from) : -1'000'000;
    const int to = query.to ? index(*query.to) : 1'000'000;
    int last_inside = -1'000'000, first_inside = 1'000'000;
    for (const auto& [m, b] : bars) {
      if (m < from || m >= to) continue;
      last_inside = std::max(last_inside, m);
      first_inside = std::min(first_inside, m);
    }
    std::vector<std::string> out;
    for (int m = -5; m < kMinutes + 5; ++m) {
      if (m < from || m >= to) continue;
      const auto at = bars.find(m);
      if (at != bars.end()) {
        out.push_back(std::to_string(m) + "=" + to_text(at->second.close));
        continue;
      }
      if (!query.fill_previous) continue;
      const auto after = bars.lower_bound(m);
      if (after == bars.begin()) continue;  // nothing before: nothing to repeat
      const bool between = m > first_inside && m < last_inside;
      const bool leading = query.from && m < first_inside && (last_inside > m || (query.to && m < kNowMinute));
      const bool trailing =
          query.to && m > last_inside && m < kNowMinute && (query.from || last_inside > -1'000'000);
      if (between || leading || trailing) {
        out.push_back(std::to_string(m) + "~" + to_text(std::prev(after)->second.close));
      }
    }
    cut = out.size() > query.limit;
    if (cut && query.from) out.resize(query.limit);
    if (cut && !query.from) out.erase(out.begin(), out.end() - static_cast<std::ptrdiff_t>(query.limit));
    return out;
  }
};

struct Draw {
  std::mt19937 random;
  int upto(int n) { return std::uniform_int_distribution<int>(0, n - 1)(random); }
  bool one_in(int n) { return upto(n) == 0; }
};

ChartQuery random_query(Draw& draw) {
  ChartQuery query;
  query.text = "A";
  query.candidates = {test::symbol("A")};
  if (draw.one_in(2)) query.from = kFirst + std::chrono::minutes{draw.upto(kMinutes) - 2};
  if (draw.one_in(2)) query.to = kFirst + std::chrono::minutes{draw.upto(kMinutes + 2)};
  if (query.from && query.to && *query.from >= *query.to) query.to = *query.from + 3min;
  query.limit = static_cast<std::uint32_t>(draw.one_in(3) ? 100 : 1 + draw.upto(8));
  query.fill_previous = draw.one_in(2);
  query.include_forming = draw.one_in(2);
  return query;
}

std::string words_of(const ChartQuery& query) {
  return (query.from ? "from " + to_rfc3339(*query.from) : "") + (query.to ? " to " + to_rfc3339(*query.to) : "") +
         " limit " + std::to_string(query.limit) + (query.fill_previous ? " fill" : "") +
         (query.include_forming ? " forming" : "");
}

std::vector<std::string> words_of(const ChartSeries& series) {
  std::vector<std::string> out;
  for (const auto& row : series.bars) {
    out.push_back(std::to_string((row.bar.start - kFirst).count()) + (row.filled ? "~" : "=") +
                  to_text(row.bar.close));
  }
  return out;
}

struct World {
  Model model;
  test::Shelf shelf;
  FormingBar forming;
};

World random_world(Draw& draw) {
  World world;
  int price = 1;
  for (int m = 0; m < kNowMinute; ++m) {
    if (!draw.one_in(3)) continue;
    const auto b = bar("A", kFirst + std::chrono::minutes{m}, std::to_string(price++));
    world.model.stored.emplace(m, b);
    world.shelf.bars.push_back(b);
  }
  if (draw.one_in(2)) {
    const auto b = bar("A", kFirst + std::chrono::minutes{kNowMinute}, std::to_string(price));
    world.model.forming.emplace(kNowMinute, b);
    world.forming = [b](Symbol) { return std::optional<Bar>(b); };
  }
  std::shuffle(world.shelf.bars.begin(), world.shelf.bars.end(), draw.random);
  return world;
}

const UnixNanos kNow = kFirst + std::chrono::minutes{kNowMinute} + 30s;

TEST(ChartModel, T091_every_answer_equals_the_minute_by_minute_definition) {
  Draw draw{std::mt19937(20261121)};
  int filled = 0, cut_answers = 0, empty = 0;
  for (int round = 0; round < 3'000; ++round) {
    World world = random_world(draw);
    if (world.shelf.bars.empty()) continue;
    const auto query = random_query(draw);
    const auto series = chart_series(query, world.shelf.reader(), world.forming, kNow);
    ASSERT_TRUE(series);
    bool cut = false;
    const auto expected = world.model.answer(query, cut);
    ASSERT_EQ(words_of(*series), expected) << "round " << round << ": " << words_of(query);
    ASSERT_EQ(series->next_from.has_value(), cut && query.from.has_value()) << "round " << round;
    filled += query.fill_previous ? 1 : 0;
    cut_answers += cut ? 1 : 0;
    empty += expected.empty() ? 1 : 0;
  }
  EXPECT_GT(filled, 500);
  EXPECT_GT(cut_answers, 300);
  EXPECT_GT(empty, 20);
}

TEST(ChartModel, following_the_links_gives_what_one_large_answer_gives) {
  Draw draw{std::mt19937(4711)};
  int pages = 0;
  for (int round = 0; round < 500; ++round) {
    World world = random_world(draw);
    if (world.shelf.bars.empty()) continue;
    auto query = random_query(draw);
    if (!query.from) query.from = kFirst;
    if (query.to && *query.from >= *query.to) query.to.reset();
    query.limit = 10'000;
    const auto whole = words_of(*chart_series(query, world.shelf.reader(), world.forming, kNow));
    query.limit = static_cast<std::uint32_t>(1 + draw.upto(5));
    std::vector<std::string> joined;
    for (bool more = true; more; ++pages) {
      const auto page = chart_series(query, world.shelf.reader(), world.forming, kNow);
      ASSERT_TRUE(page);
      const auto words = words_of(*page);
      joined.insert(joined.end(), words.begin(), words.end());
      more = page->next_from.has_value();
      if (more) {
        ASSERT_GT(*page->next_from, *query.from) << "a reader would never arrive";
        query.from = page->next_from;
      }
    }
    ASSERT_EQ(joined, whole) << "round " << round << ": " << words_of(query);
  }
  EXPECT_GT(pages, 1'000);
}

}  // namespace
}  // namespace tickbard
