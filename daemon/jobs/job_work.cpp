#include "daemon/jobs/job_work.hpp"

#include <algorithm>

#include "aggregator/derive/daily_rollup.hpp"
#include "daemon/derive/set_members.hpp"

namespace tickbard {
namespace {

void add(DeriveReport& sum, const DeriveReport& part) {
  sum.rows_read += part.rows_read;
  sum.rows_changed += part.rows_changed;
  sum.symbols = std::max(sum.symbols, part.symbols);
  sum.sessions = std::max(sum.sessions, part.sessions);
  sum.stopped = sum.stopped || part.stopped;
  sum.notes.insert(sum.notes.end(), part.notes.begin(), part.notes.end());
}

using Step = std::function<StoreResult<DeriveReport>()>;

StoreResult<DeriveReport> one_after_another(std::initializer_list<Step> steps) {
  DeriveReport sum;
  for (const Step& step : steps) {
    const auto done = step();
    if (!done) return done.error();
    add(sum, *done);
    if (sum.stopped) break;
  }
  return sum;
}

/// A market that nobody listened to has no days, and nothing follows from them: that is no error of a job.
/// Whatever else keeps breadth from being computed is.
StoreResult<DeriveReport> breadth_of_all(const DeriveContext& context, const Calendar& calendar,
                                         std::span<const Session> sessions) {
  DeriveReport none;
  if (sessions.empty()) return none;
  const auto all = all_members(context, calendar);
  if (!all) return all.error();
  if (*all) return derive_breadth(context, {}, calendar, sessions);
  none.notes.push_back(context.from.describe() + " has no daily bar of calendar " + std::string(calendar.name()) +
                       ": there is no breadth of it");
  return none;
}

StoreResult<DeriveReport> indicators_of_all(const DeriveContext& context, const Calendar& calendar,
                                            std::span<const Session> sessions) {
  if (sessions.empty()) return DeriveReport{};
  return derive_indicators(context, calendar, sessions);
}

StoreResult<DeriveReport> daily(const DeriveContext& context, const DueRun& run) {
  return derive_daily(context, *run.calendar, std::span(&run.session, 1));
}

/// The longer bars too: what the last run of the daemon left open at its end.
StoreResult<DeriveReport> final_day(const DeriveContext& context, const DueRun& run) {
  const std::span sessions(&run.session, 1);
  return one_after_another({[&] { return derive_higher(context, *run.calendar, sessions); },
                            [&] { return derive_daily(context, *run.calendar, sessions); }});
}

StoreResult<DeriveReport> breadth(const DeriveContext& context, const DueRun& run) {
  const std::span sessions(&run.session, 1);
  return one_after_another({[&] { return breadth_of_all(context, *run.calendar, sessions); },
                            [&] { return derive_breadth_of_lists(context, *run.calendar, sessions); }});
}

StoreResult<DeriveReport> indicators(const DeriveContext& context, const DueRun& run) {
  return indicators_of_all(context, *run.calendar, std::span(&run.session, 1));
}

/// Those from the first touched one on that are final: each figure looks back over many sessions.
std::vector<Session> final_from(const DeriveContext& context, const Calendar& calendar, SessionDate first) {
  std::vector<Session> out;
  const Session* newest = calendar.current_or_last(context.now);
  if (newest == nullptr) return out;
  for (Session& session : calendar.sessions_between(first, newest->date))
    if (is_final_at(session, context.now, context.amend_window)) out.push_back(std::move(session));
  return out;
}

StoreResult<DeriveReport> derive_sessions(const DeriveContext& context, const Calendar& calendar,
                                          std::span<const Session> touched) {
  std::vector<Session> over;
  for (const Session& session : touched)
    if (session.close <= context.now) over.push_back(session);
  const std::vector<Session> after = over.empty() ? over : final_from(context, calendar, over.front().date);
  return one_after_another({[&] { return derive_higher(context, calendar, touched); },
                            [&] { return derive_daily(context, calendar, over); },
                            [&] { return breadth_of_all(context, calendar, after); },
                            [&] { return derive_breadth_of_lists(context, calendar, after); },
                            [&] { return indicators_of_all(context, calendar, after); }});
}

}  // namespace

JobWorks deriving_works() {
  return {{Job::daily_provisional, daily},
          {Job::daily_final, final_day},
          {Job::breadth, breadth},
          {Job::indicators, indicators}};
}

StoreResult<DirtyReport> derive_dirty(const DeriveContext& context, const DirtyWork& work) {
  DirtyReport report;
  for (const auto& [calendar, sessions] : work.sessions) {
    const auto done = derive_sessions(context, *calendar, sessions);
    if (!done) return done.error();
    add(report.derived, *done);
    if (report.derived.stopped) return report;
    const Session* newest = calendar->current_or_last(context.now);
    report.newest_session = report.newest_session || (newest != nullptr && sessions.back().date >= newest->date);
  }
  if (auto cleared = clear_dirty(context.to, work.seen); !cleared) return cleared.error();
  report.days = work.seen.size();
  return report;
}

}  // namespace tickbard
