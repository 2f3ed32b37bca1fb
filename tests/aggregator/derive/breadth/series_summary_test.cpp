#include "aggregator/derive/breadth/series_summary.hpp"

#include "aggregator/derive/breadth/session_axis.hpp"

namespace tickbard {
namespace {

using std::chrono::days;
using std::chrono::sys_days;

const sys_days kMonday{std::chrono::year{2024} / 3 / 4};

/// Weekdays from Monday 2024-03-04 on.
std::vector<SessionDate> weekdays(int count) {
  std::vector<SessionDate> out;
  for (sys_days d = kMonday; static_cast<int>(out.size()) < count; d += days{1}) {
    if (std::chrono::weekday{d}.iso_encoding() <= 5) out.push_back(SessionDate{d});
  }
  return out;
}

/// Values of `count` sessions, newest first: count, count - 1, …, 1.
std::vector<std::optional<double>> down_from(int count) {
  std::vector<std::optional<double>> out;
  for (int n = count; n > 0; --n) out.emplace_back(n);
  return out;
}

TEST(SeriesSummary, T113_means_and_steps_are_of_the_last_ten_sessions) {
  EXPECT_EQ(summary_of(down_from(13)), (SeriesSummary{13.0, 12.0, 11.0, 8.5, 10})) << "4..13, the one included";
  EXPECT_EQ(summary_of(down_from(3)), (SeriesSummary{3.0, 2.0, 1.0, 2.0, 3}));
  EXPECT_EQ(summary_of({}), (SeriesSummary{}));
}

TEST(SeriesSummary, a_session_without_a_value_leaves_its_place_empty_and_does_not_pull_the_mean) {
  auto values = down_from(4);
  values[1].reset();
  EXPECT_EQ(summary_of(values), (SeriesSummary{4.0, {}, 2.0, (2.0 + 1.0 + 4.0) / 3, 3}))
      << "t-1 is not the newest that happens to be stored";
  values[0].reset();
  EXPECT_EQ(summary_of(values), (SeriesSummary{{}, {}, 2.0, 1.5, 2}));
}

TEST(SessionAxis, T110_a_week_end_has_no_place_and_sessions_are_numbered_over_it) {
  const SessionAxis axis{weekdays(10)};
  EXPECT_EQ(axis.size(), 10U);
  EXPECT_EQ(axis.index_of(SessionDate{kMonday}), 0);
  EXPECT_EQ(axis.index_of(SessionDate{kMonday + days{4}}), 4);
  EXPECT_EQ(axis.index_of(SessionDate{kMonday + days{5}}), std::nullopt) << "Saturday";
  EXPECT_EQ(axis.index_of(SessionDate{kMonday + days{7}}), 5) << "the next Monday";
  EXPECT_EQ(axis.index_of(SessionDate{kMonday - days{1}}), std::nullopt) << "before the first";
  EXPECT_EQ(axis.index_of(SessionDate{kMonday + days{14}}), std::nullopt) << "after the last";
  EXPECT_EQ(axis.date(5), SessionDate{kMonday + days{7}});
}

TEST(SessionAxis, without_sessions_nothing_has_a_place) {
  EXPECT_EQ(SessionAxis{{}}.index_of(SessionDate{kMonday}), std::nullopt);
}

}  // namespace
}  // namespace tickbard
