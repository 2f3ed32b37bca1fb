#include "daemon/data/retention.hpp"

#include <algorithm>
#include <optional>

#include "aggregator/core/time_text.hpp"
#include "daemon/data/archive_file.hpp"
#include "daemon/data/archive_folder.hpp"
#include "daemon/data/import_bars.hpp"
#include "sinks/derived/archives.hpp"
#include "sinks/derived/dirty_days.hpp"
#include "sinks/derived/higher_bars.hpp"
#include "sinks/derived/instruments.hpp"

namespace tickbard {
namespace {

using std::chrono::days;
using std::chrono::sys_days;

std::string text_of(sys_days day) {
  return to_text(SessionDate{day});
}

StoreError disk(const Problem& problem) {
  return {StoreErrorClass::disk, problem.text};
}

/// One table's past days. Owner: the thread that runs it.
class Retirement {
 public:
  Retirement(const RetentionContext& context, std::optional<ArchiveFolder>& folder, Interval interval,
             std::chrono::nanoseconds keep, RetentionReport& report)
      : context_(context), folder_(folder), interval_(interval), cutoff_(context.now - keep), report_(report) {}

  StoreResult<void> run();

 private:
  /// A session with a minute in the day, and whose sessions they are.
  struct Touching {
    const Calendar* calendar;
    Session session;
  };

  std::vector<Touching> sessions_at(sys_days day) const;
  StoreResult<std::string> why_it_stays(sys_days day) const;
  StoreResult<bool> marked(sys_days first, sys_days last, sys_days& which) const;
  StoreResult<Result<std::optional<ArchiveFacts>>> older_archive(sys_days day) const;
  StoreResult<void> retire(sys_days day);
  StoreResult<void> archive(sys_days day, const std::optional<ArchiveFacts>& older);
  StoreResult<void> drop(sys_days day, const ArchiveFacts& facts);
  void keep(sys_days day, const std::string& why) {
    ++report_.kept_days;
    if (report_.kept.size() < RetentionReport::kListed)
      report_.kept.push_back(std::string(table_of(interval_)) + " of " + text_of(day) + " stay: " + why);
  }
  void refuse(sys_days day, const std::string& why) {
    ++report_.refused_days;
    if (report_.refused.size() < RetentionReport::kListed)
      report_.refused.push_back(std::string(table_of(interval_)) + " of " + text_of(day) + " stay: " + why);
  }

  const RetentionContext& context_;
  std::optional<ArchiveFolder>& folder_;  ///< ours from the first day on that goes
  const Interval interval_;
  const UnixNanos cutoff_;
  RetentionReport& report_;
};

std::vector<Retirement::Touching> Retirement::sessions_at(sys_days day) const {
  std::vector<Touching> out;
  for (const Calendar* calendar : context_.calendars.all()) {
    // The evening of New York is the next day of UTC.
    for (Session& s : calendar->sessions_between(SessionDate{day - days{1}}, SessionDate{day + days{1}}))
      if (s.pre_open < day + days{1} && s.post_close > day) out.push_back({calendar, std::move(s)});
  }
  return out;
}

StoreResult<bool> Retirement::marked(sys_days first, sys_days last, sys_days& which) const {
  const auto marks = dirty_days(context_.tables);
  if (!marks) return marks.error();
  const auto at = std::find_if(marks->begin(), marks->end(),
                               [&](const DirtyDay& mark) { return mark.day >= first && mark.day <= last; });
  if (at == marks->end()) return false;
  which = at->day;
  return true;
}

/// Empty: nothing is in the way.
StoreResult<std::string> Retirement::why_it_stays(sys_days day) const {
  sys_days first = day, last = day;
  const std::vector<Touching> touching = sessions_at(day);
  for (const auto& [calendar, session] : touching) {
    if (session.post_close > cutoff_)
      return "session " + to_text(session.date) + " of " + std::string(calendar->name()) +
             ", which touches it, is not past the time to keep";
    first = std::min(first, std::chrono::floor<days>(session.pre_open));
    last = std::max(last, std::chrono::floor<days>(session.post_close - std::chrono::nanoseconds{1}));
  }
  sys_days which{};
  const auto dirty = marked(first, last, which);
  if (!dirty) return dirty.error();
  if (*dirty)
    return text_of(which) +
           " has late rows that are not rolled up yet; the daemon does it within minutes, or run "
           "`tickbard derive daily --session " +
           text_of(which) + " --calendar always`";
  constexpr std::size_t kNamed = 3;
  for (const auto& [calendar, session] : touching) {
    const RolledSession rolled{session.date, minute_of(session.open), minute_of(session.close), calendar->name(),
                               context_.default_calendar};
    const auto missing = symbols_not_final(context_.tables, rolled, kNamed + 1, interval_);
    if (!missing) return missing.error();
    if (missing->empty()) continue;
    std::string names;
    for (std::size_t i = 0; i < std::min(kNamed, missing->size()); ++i)
      names.append(i ? ", " : "").append((*missing)[i].view());
    return names +
           (missing->size() > kNamed ? " and others have"
            : missing->size() > 1    ? " have"
                                     : " has") +
           " no final daily bar of session " + to_text(session.date) + "; run `tickbard derive daily --session " +
           to_text(session.date) + " --calendar " + std::string(calendar->name()) + "`";
  }
  return std::string{};
}

StoreResult<void> Retirement::run() {
  const auto past = days_with_bars(context_.tables, interval_, std::chrono::floor<days>(cutoff_));
  if (!past) return past.error();
  for (const sys_days day : *past) {
    if (context_.stop && context_.stop()) {
      report_.stopped = true;
      return {};
    }
    const auto why = why_it_stays(day);
    if (!why) return why.error();
    if (!why->empty()) {
      keep(day, *why);
    } else if (auto done = retire(day); !done) {
      return done;
    }
  }
  return {};
}

/// What the day has in a file already. The inner error: it is not there or damaged, and must not be built upon.
StoreResult<Result<std::optional<ArchiveFacts>>> Retirement::older_archive(sys_days day) const {
  using Found = Result<std::optional<ArchiveFacts>>;
  const auto known = read_archives(context_.tables, table_of(interval_));
  if (!known) return known.error();
  const auto row =
      std::find_if(known->begin(), known->end(), [&](const ArchiveRow& one) { return one.day == day; });
  if (row == known->end()) return Found(std::nullopt);
  const auto file = archive_below(context_.folder, row->file);
  if (!file) return Found(file.error());
  const ArchiveFacts facts{*file, row->rows, row->sha256, row->bytes};
  if (const auto whole = verify_archive_file(facts, interval_, day); !whole) return Found(whole.error());
  return Found(facts);
}

StoreResult<void> Retirement::retire(sys_days day) {
  if (!context_.dry_run && !folder_) {
    auto folder = ArchiveFolder::open(context_.folder);
    if (!folder) return disk(folder.error());
    folder_.emplace(*std::move(folder));
  }
  const auto older = older_archive(day);
  if (!older) return older.error();
  if (!*older) {
    refuse(day, older->error().text);
    return {};
  }
  if (!context_.dry_run) return archive(day, **older);
  const auto file = context_.folder / table_of(interval_) / (text_of(day) + ".csv.gz");
  report_.retired.push_back({table_of(interval_), day, file.string(), 0, 0});
  return {};
}

/// Whatever ends this between two lines, each row is in the store or in the file that `archives` names, and the
/// next run goes on: a file gets a name that no other has, its row is written when it is proven, and what it
/// replaces is removed after that.
StoreResult<void> Retirement::archive(sys_days day, const std::optional<ArchiveFacts>& older) {
  const auto place = folder_->place_for(table_of(interval_), day);
  if (!place) return disk(place.error());
  const std::filesystem::path file = folder_->path() / *place;
  // Rows that came back or came late: what the first archive has must not be lost with it.
  auto facts = write_archive_file(unproven(file), context_.tables, interval_, day, older ? &older->file : nullptr);
  if (!facts) return facts.error();
  if (const auto whole = verify_archive_file(*facts, interval_, day); !whole) return disk(whole.error());
  if (const auto named = folder_->name(unproven(file), file); !named) return disk(named.error());
  facts->file = file;
  const ArchiveRow row{std::string(table_of(interval_)),
                       day,
                       place->string(),
                       facts->rows,
                       facts->sha256,
                       facts->bytes,
                       context_.now};
  if (const auto written = write_archive(context_.tables, row); !written) return written.error();
  std::error_code ignored;  // then it stays beside the new one, and nothing names it
  if (older) std::filesystem::remove(older->file, ignored);
  return drop(day, *facts);
}

/// A row that comes in meanwhile marks its day, and a marked day is not dropped (further): what is gone by then is
/// read back.
StoreResult<void> Retirement::drop(sys_days day, const ArchiveFacts& facts) {
  const auto gone = drop_day(context_.tables, interval_, day);
  if (!gone) return gone.error();
  sys_days which{};
  const auto dirty = marked(day, day, which);
  if (!dirty) return dirty.error();
  if (*dirty) {
    ImportBarsOptions back;
    back.file = facts.file;
    back.interval = interval_;
    back.archive = true;
    back.default_calendar = context_.default_calendar;
    const auto read = *gone > 0
                          ? import_bars(back, context_.calendars, context_.store, context_.tables, context_.now)
                          : StoreResult<ImportReport>(ImportReport{});
    if (!read) return read.error();
    keep(day, "it was written to while it was archived");
    return {};
  }
  report_.rows_dropped += *gone;
  report_.retired.push_back({table_of(interval_), day, facts.file.string(), facts.rows, facts.bytes});
  return {};
}

/// A symbol of a calendar that is not here has no sessions that could be asked for.
StoreResult<void> check_calendars(const RetentionContext& context) {
  const auto rows = read_instruments(context.tables);
  if (!rows) return rows.error();
  for (const InstrumentRow& row : *rows) {
    if (row.calendar.empty() || context.calendars.find(row.calendar)) continue;
    return StoreError{StoreErrorClass::other,
                      "instruments has " + std::string(row.symbol.view()) + " follow the calendar " +
                          row.calendar +
                          ", which this build does not know: nothing was dropped; correct it "
                          "with `tickbard import FILE --instruments`"};
  }
  return {};
}

}  // namespace

StoreResult<RetentionReport> retire_bars(const RetentionContext& context) {
  RetentionReport report;
  std::optional<ArchiveFolder> folder;
  if (auto known = check_calendars(context); !known) return known.error();
  for (const auto& [interval, keep] : {std::pair{Interval::m1, context.keep.minute_bars},
                                       std::pair{Interval::m5, context.keep.five_minute_bars}}) {
    if (keep.count() <= 0 || report.stopped) continue;
    if (auto done = Retirement(context, folder, interval, keep, report).run(); !done) return done.error();
  }
  return report;
}

}  // namespace tickbard
