#include <algorithm>

#include "aggregator/core/time_text.hpp"
#include "aggregator/derive/daily_rollup.hpp"
#include "daemon/derive/derive.hpp"

namespace tickbard {
namespace {

bool touches(const Session& session, std::chrono::sys_days day) {
  return session.pre_open < day + std::chrono::days{1} && UnixNanos{day} < session.post_close;
}

DirtyWork work_of(const DeriveContext& context, std::vector<DirtyDay> seen) {
  DirtyWork work{std::move(seen), {}};
  for (const Calendar* calendar : context.calendars.all()) {
    std::vector<Session> touched;
    for (const DirtyDay& dirty : work.seen) {
      // A session's date is at most a day apart from the UTC days it lies in.
      const SessionDate before{dirty.day - std::chrono::days{1}}, after{dirty.day + std::chrono::days{1}};
      for (Session& session : calendar->sessions_between(before, after)) {
        if (touches(session, dirty.day) && session.pre_open <= context.now) touched.push_back(std::move(session));
      }
    }
    const auto by_date = [](const Session& a, const Session& b) { return a.date < b.date; };
    const auto same_date = [](const Session& a, const Session& b) { return a.date == b.date; };
    std::sort(touched.begin(), touched.end(), by_date);
    touched.erase(std::unique(touched.begin(), touched.end(), same_date), touched.end());
    if (!touched.empty()) work.sessions.emplace_back(calendar, std::move(touched));
  }
  return work;
}

}  // namespace

StoreResult<DirtyWork> dirty_work(const DeriveContext& context) {
  auto seen = dirty_days(context.from);
  if (!seen) return seen.error();
  return work_of(context, *std::move(seen));
}

StoreResult<DirtyWork> dirty_work_of(const DeriveContext& context, std::span<const Session> sessions,
                                     DeriveReport& report) {
  const auto seen = dirty_days(context.from);
  if (!seen) return seen.error();
  std::vector<DirtyDay> asked;
  for (const DirtyDay& dirty : *seen) {
    const auto touched = [&](const Session& session) { return touches(session, dirty.day); };
    if (std::none_of(sessions.begin(), sessions.end(), touched)) continue;
    const DirtyWork one = work_of(context, {dirty});
    const auto final = [&](const Session& s) { return is_final_at(s, context.now, context.amend_window); };
    const bool over = std::all_of(one.sessions.begin(), one.sessions.end(), [&](const auto& of_calendar) {
      return std::all_of(of_calendar.second.begin(), of_calendar.second.end(), final);
    });
    if (over)
      asked.push_back(dirty);
    else
      report.notes.push_back(to_text(SessionDate{dirty.day}) +
                             " keeps its mark of late rows: a session of it is not final yet");
  }
  return work_of(context, std::move(asked));
}

}  // namespace tickbard
