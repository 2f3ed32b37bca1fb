#include <set>

#include "daemon/derive/archived_days.hpp"
#include "daemon/derive/derive.hpp"
#include "daemon/derive/fold_hour.hpp"

namespace tickbard {
namespace {

using std::chrono::days;
using std::chrono::floor;
using std::chrono::sys_days;

StoreResult<std::set<sys_days>> days_with(Tables& tables, Interval interval, std::span<const Session> sessions) {
  const auto days_read = days_with_bars(tables, interval, floor<days>(sessions.back().post_close) + days{1});
  if (!days_read) return days_read.error();
  return std::set<sys_days>(days_read->begin(), days_read->end());
}

bool touches(const Session& session, const std::set<sys_days>& with_bars) {
  const auto at = with_bars.lower_bound(floor<days>(session.pre_open));
  return at != with_bars.end() && *at < session.post_close;
}

StoreResult<void> fold_session(const DeriveContext& context, const SessionFold& fold, DeriveReport& report) {
  for (auto hour = hour_of(fold.session, minute_of(fold.session.pre_open)); hour;
       hour = hour_of(fold.session, hour->end)) {
    if ((report.stopped = context.stopped())) return {};
    const auto changed = fold_hour(context, fold, *hour);
    if (!changed) return changed.error();
    report.rows_changed += *changed;
  }
  return {};
}

}  // namespace

StoreResult<DeriveReport> derive_higher(const DeriveContext& context, const Calendar& calendar,
                                        std::span<const Session> sessions) {
  DeriveReport report;
  if (sessions.empty()) return report;
  const auto minutes = days_with(context.from, Interval::m1, sessions);
  if (!minutes) return minutes.error();
  const auto fives = days_with(context.from, Interval::m5, sessions);
  if (!fives) return fives.error();
  const auto archived = ArchivedDays::read(context.from);
  if (!archived) return archived.error();
  for (const Session& session : sessions) {
    const bool with_minutes = touches(session, *minutes), with_fives = touches(session, *fives);
    if (!with_minutes && !with_fives) continue;
    const auto part = archived->part_of(context.from, session);
    if (!part) return part.error();
    SessionFold fold{calendar.name(), session, FoldFrom::minutes, part->has_value()};
    if (with_minutes) {
      if (auto done = fold_session(context, fold, report); !done) return done.error();
    }
    if (with_fives && !report.stopped) {
      const BarSpan whole{minute_of(session.pre_open), minute_of(session.post_close)};
      const auto alone = symbols_of_fives_alone(context.from, whole, calendar.name(), context.default_calendar);
      if (!alone) return alone.error();
      fold.from = FoldFrom::m5;
      fold.keep_existing = archived->touch(session);  // folded from minutes: a vwap of 5-minute bars is rounded
      fold.only = *alone;
      if (!alone->empty()) {
        if (auto done = fold_session(context, fold, report); !done) return done.error();
      }
    }
    if (report.stopped) break;
    ++report.sessions;
  }
  if (report.sessions == 0 && !report.stopped) {
    report.notes.push_back("no minutes and no 5-minute bars are stored of " +
                           std::string(sessions.size() == 1 ? "this session" : "these sessions") +
                           ": there is nothing to fold");
  }
  return report;
}

}  // namespace tickbard
