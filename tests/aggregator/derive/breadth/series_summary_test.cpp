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

std::vector<SeriesPoint> counting(int count) {
  std::vector<SeriesPoint> out;
  for (const SessionDate d : weekdays(count)) out.push_back({d, static_cast<double>(out.size() + 1)});
  return out;
}

TEST(SeriesSummary, T113_means_and_steps_are_of_stored_sessions_not_of_days) {
  const auto series = counting(15);  // three weeks
  EXPECT_EQ(summary_of(series, series[12].session), (SeriesSummary{13.0, 12.0, 11.0, 8.5}))
      << "4..13, the one itself included, over two week-ends";
  EXPECT_EQ(summary_of(series, series[5].session), (SeriesSummary{6.0, 5.0, 4.0, 3.5})) << "Monday after Friday";
}

TEST(SeriesSummary, later_sessions_are_not_looked_at) {
  const auto series = counting(15);
  EXPECT_EQ(summary_of(series, series[2].session), (SeriesSummary{3.0, 2.0, 1.0, 2.0}));
  EXPECT_EQ(summary_of(std::span{series}.first(3), series[2].session), (SeriesSummary{3.0, 2.0, 1.0, 2.0}));
}

TEST(SeriesSummary, a_value_that_is_not_defined_does_not_pull_the_mean) {
  auto series = counting(4);
  series[1].value.reset();
  EXPECT_EQ(summary_of(series, series[3].session), (SeriesSummary{4.0, 3.0, {}, (1.0 + 3.0 + 4.0) / 3}));
  series[3].value.reset();
  EXPECT_EQ(summary_of(series, series[3].session), (SeriesSummary{{}, 3.0, {}, 2.0}));
}

TEST(SeriesSummary, a_session_that_is_not_stored_shows_those_before_it) {
  const auto series = counting(3);
  EXPECT_EQ(summary_of(series, weekdays(4)[3]), (SeriesSummary{{}, 3.0, 2.0, 2.0}));
  EXPECT_EQ(summary_of({}, weekdays(1)[0]), (SeriesSummary{}));
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
