#include "daemon/app/derive_command.hpp"

#include <fmt/format.h>

#include <ostream>

#include "aggregator/core/time_text.hpp"
#include "daemon/app/cli.hpp"
#include "daemon/app/store_place.hpp"
#include "daemon/derive/derive.hpp"
#include "daemon/jobs/job_work.hpp"
#include "sinks/store.hpp"

namespace tickbard {
namespace {

int fail(const StoreError& error, const StorePlace& place, std::ostream& err) {
  err << "tickbard derive: " << error.text << '\n';
  return code_of(error, place);
}

std::string neighbours(const Calendar& calendar, SessionDate date) {
  const auto before = calendar.previous_session(date), after = calendar.next_session(date);
  std::string text;
  if (before) text += "the session before is " + to_text(before->date);
  if (after) text += (text.empty() ? "" : ", ") + ("the next one " + to_text(after->date));
  return text;
}

/// Errors: a sentence for the person who wrote --session.
Result<std::vector<Session>> sessions_of(const Calendar& calendar, std::string_view text) {
  const std::size_t dots = text.find("..");
  const auto first = parse_date(text.substr(0, dots));
  const auto last = dots == std::string_view::npos ? first : parse_date(text.substr(dots + 2));
  if (!first || !last)
    return Problem{fmt::format("--session {} is no date: write 2026-11-20 or 2026-11-16..2026-11-20", text)};
  if (*last < *first)
    return Problem{fmt::format("--session {} ends before it begins: write the earlier date first", text)};
  auto sessions = calendar.sessions_between(*first, *last);
  if (!sessions.empty()) return {boost::system::in_place_value, std::move(sessions)};
  return Problem{
      fmt::format("--session {} is no session of {}: {}", text, calendar.name(), neighbours(calendar, *first))};
}

std::string grouped(std::uint64_t number) {
  std::string digits = std::to_string(number);
  for (std::size_t at = digits.size(); at > 3; at -= 3) digits.insert(at - 3, 1, ',');
  return digits;
}

void tell(std::string_view what, const DeriveReport& report, std::ostream& out) {
  out << fmt::format("{}: {} {}, {} rows read, {} changed{}\n", what, grouped(report.sessions),
                     report.sessions == 1 ? "session" : "sessions", grouped(report.rows_read),
                     grouped(report.rows_changed), report.stopped ? ", stopped" : "");
  for (const std::string& note : report.notes) out << "  " << note << '\n';
}

StoreResult<std::vector<DerivedPart>> derive(const DeriveOptions& options, const DeriveContext& context,
                                             const Calendar& calendar, std::span<const Session> sessions,
                                             Interval interval) {
  const SetRequest set{options.set, {}};
  if (options.what == "all") return derive_all(context, set, calendar, sessions);
  auto one = [&]() -> StoreResult<DeriveReport> {
    if (options.what == "higher") return derive_higher(context, calendar, sessions);
    if (options.what == "daily") return derive_daily(context, calendar, sessions);
    if (options.what == "breadth") return derive_breadth(context, set, calendar, sessions);
    if (options.what == "indicators") return derive_indicators(context, calendar, sessions, interval);
    return derive_baselines_of(context, calendar, sessions);
  }();
  if (!one) return one.error();
  return std::vector<DerivedPart>{{options.what, *std::move(one)}};
}

/// What follows for other sessions. Marks of late rows in the days that `sessions` touch: whatever hangs on these
/// days is derived anew after the mark was read, and the mark taken away. `retention` keeps a marked day and sends
/// people here.
DerivedPart late_rows(const DeriveContext& context, std::span<const Session> sessions) {
  DerivedPart part{"later sessions", {}};
  const auto work = dirty_work_of(context, sessions, part.report);
  if (!work) {
    part.error = work.error();
    return part;
  }
  if (work->seen.empty()) return part;
  auto done = derive_dirty(context, *work);
  if (!done) {
    part.error = done.error();
    return part;
  }
  done->derived.notes = part.report.notes;  // the others were said of the sessions asked for
  part.report = std::move(done->derived);
  part.report.notes.push_back(fmt::format(
      "{} with late rows {} no longer marked",
      done->days == 1 ? to_text(SessionDate{work->seen.front().day}) : fmt::format("{} days", done->days),
      done->days == 1 ? "is" : "are"));
  return part;
}

/// Each failed part in one line. The answer: the exit code.
int tell_failures(std::span<const DerivedPart> parts, const StorePlace& place, std::ostream& err) {
  int code = kExitDone;
  for (const DerivedPart& part : parts) {
    if (!part.error) continue;
    const int one = fail({part.error->cls, fmt::format("{} failed: {}", part.what, part.error->text)}, place, err);
    if (code != kExitFailed) code = one;
  }
  return code;
}

StoreResult<void> make_ready(const DeriveOptions& options, UnixNanos now) {
  auto store = open_store(options.store_url, options.base, OpenMode::read_write);
  if (!store) return store.error();
  if (auto migrated = (*store)->migrate(false, now); !migrated) return migrated.error();
  return {};
}

}  // namespace

int run_derive_command(const DeriveOptions& options, const CalendarBook& calendars, UnixNanos now,
                       std::ostream& out, std::ostream& err) {
  const auto usage = [&](std::string_view text) {
    err << "tickbard derive: " << text << '\n';
    return kExitUsage;
  };
  const Calendar* calendar =
      calendars.find(options.calendar.empty() ? options.default_calendar : options.calendar);
  if (calendar == nullptr)
    return usage(fmt::format("--calendar {} is unknown: give xnys or always", options.calendar));
  const auto sessions = sessions_of(*calendar, options.sessions);
  if (!sessions) return usage(sessions.error().text);
  const auto interval = parse_interval(options.interval);
  if (!interval)
    return usage(fmt::format("--interval {} is unknown: give 1m, 5m, 15m, 1h or 1d", options.interval));

  const StorePlace place{options.store_url, options.base};
  if (const auto no = check_place(place, true)) {
    err << "tickbard derive: " << no->text << '\n';
    return no->code;
  }
  if (auto ready = make_ready(options, now); !ready) return fail(ready.error(), place, err);
  const auto from = open_tables(options.store_url, options.base, OpenMode::read_only);
  if (!from) return fail(from.error(), place, err);
  const auto to = open_tables(options.store_url, options.base, OpenMode::read_write);
  if (!to) return fail(to.error(), place, err);
  DeriveContext context{**from, **to, calendars};
  context.now = now;
  context.amend_window = options.amend_window;
  context.benchmark = options.benchmark;
  context.default_calendar = options.default_calendar;
  context.sets = options.sets;
  context.stop = options.stop;
  auto parts = derive(options, context, *calendar, *sessions, *interval);
  if (!parts) return fail(parts.error(), place, err);
  if (!context.stopped() && (options.what == "all" || options.what == "daily")) {
    DerivedPart late = late_rows(context, *sessions);
    if (late.error || late.report.sessions > 0 || !late.report.notes.empty()) parts->push_back(std::move(late));
  }
  for (const DerivedPart& part : *parts)
    if (!part.error) tell(part.what, part.report, out);
  const int code = tell_failures(*parts, place, err);
  if (!context.stopped()) return code;
  err << "tickbard derive: stopped before the end; what is written is right, and the same command goes on\n";
  return kExitFailed;
}

}  // namespace tickbard
