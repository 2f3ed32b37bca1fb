#include "aggregator/derive/indicators/weekly.hpp"

#include <algorithm>

#include "aggregator/calendar/calendar.hpp"

namespace tickbard {

std::chrono::sys_days monday_of(SessionDate date) {
  const std::chrono::sys_days day{date};
  return day - (std::chrono::weekday{day} - std::chrono::Monday);
}

void mark_week_ends(std::span<AdjustedBar> daily, const Calendar& calendar) {
  for (std::size_t i = 0; i < daily.size(); ++i) {
    AdjustedBar& bar = daily[i];
    bar.ends_week = false;
    // The calendar is asked once a week: a bar of the same week after this one answers by itself.
    if (i + 1 < daily.size() && monday_of(daily[i + 1].session) == monday_of(bar.session)) continue;
    const auto next = calendar.next_session(bar.session);
    bar.ends_week = next && monday_of(next->date) != monday_of(bar.session);
  }
}

void mark_places(std::span<AdjustedBar> sessions) {
  SessionPlace place;
  const AdjustedBar* before = nullptr;
  for (AdjustedBar& bar : sessions) {
    ++place.number;
    const bool new_year = before == nullptr || before->session.year() != bar.session.year();
    const bool new_month = new_year || before->session.month() != bar.session.month();
    if (new_month) place.month = place.number;
    if (new_month && (static_cast<unsigned>(bar.session.month()) - 1) % 3 == 0) place.quarter = place.number;
    if (new_year) place.year = place.number;
    bar.place = place;
    before = &bar;
  }
}

void WeeklyFold::add(std::chrono::sys_days monday, const AdjustedBar& bar, std::optional<Price> benchmark) {
  if (!running_) {
    running_ = WeeklyBar{monday, bar.session, bar.open, bar.high, bar.low, bar.close, {}, 0, std::nullopt};
  }
  WeeklyBar& week = *running_;
  week.last_session = bar.session;
  week.high = std::max(week.high, bar.high);
  week.low = std::min(week.low, bar.low);
  week.close = bar.close;
  week.volume.raw += bar.volume.raw;
  week.benchmark = benchmark;
  ++week.bars;
}

std::vector<WeeklyBar> weekly_bars(std::span<const AdjustedBar> bars) {
  std::vector<WeeklyBar> weeks;
  WeeklyFold fold;
  for (const AdjustedBar& bar : bars) {
    fold.push(bar, std::nullopt, [&weeks](const WeeklyBar& week) { weeks.push_back(week); });
  }
  return weeks;
}

}  // namespace tickbard
