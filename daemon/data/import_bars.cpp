#include "daemon/data/import_bars.hpp"

#include <algorithm>
#include <set>
#include <unordered_map>

#include "daemon/data/bar_rows.hpp"
#include "daemon/data/bar_store.hpp"
#include "daemon/replay/line_reader.hpp"
#include "sinks/derived/archives.hpp"
#include "sinks/derived/corporate_actions.hpp"
#include "sinks/derived/higher_bars.hpp"

namespace tickbard {
namespace {

StoreError about_file(std::string text) {
  return {StoreErrorClass::other, std::move(text)};
}

/// The days of each symbol that the file has had: a second row of one is an error of the file, and taking both
/// would give a store that no second run agrees with.
class DaysSeen {
 public:
  bool first(const DailyBar& day) {
    std::vector<bool>& days = of_[day.symbol];
    const auto at = static_cast<std::size_t>(
        std::max<std::int64_t>(0, std::chrono::sys_days{day.session}.time_since_epoch().count()));
    if (days.size() <= at) days.resize(at + 1);
    if (days[at]) return false;
    days[at] = true;
    return true;
  }

 private:
  std::unordered_map<Symbol, std::vector<bool>> of_;
};

/// One run. Owner: one thread.
class BarImport {
 public:
  BarImport(const ImportBarsOptions& options, BarRows& rows, BarStore& out, ImportedSymbols& symbols)
      : options_(options), rows_(rows), out_(out), symbols_(symbols) {}

  StoreResult<void> take(std::uint64_t line, std::string_view text, ImportReport& report) {
    ++report.rows;
    RowKind kind = rows_.read(text);
    std::string why = rows_.complaint();
    const bool daily = options_.interval == Interval::d1;
    if (kind == RowKind::mended && options_.strict) kind = RowKind::broken;
    if (daily && kind != RowKind::broken && !days_.first(rows_.daily())) {
      kind = RowKind::broken;
      why = "the file has this symbol and day twice; the first counts";
    }
    if (kind == RowKind::broken || kind == RowKind::mended) {
      ++(kind == RowKind::broken ? report.broken : report.mended);
      if (report.listed.size() < ImportReport::kListed)
        report.listed.push_back({line, why + (kind == RowKind::mended ? " (mended)" : "")});
    }
    if (kind == RowKind::broken) return {};
    if (kind == RowKind::empty) {
      ++report.empty;
      return {};
    }
    symbols_.seen(daily ? rows_.daily().symbol : rows_.bar().symbol);
    if (!daily) touched_.insert(std::chrono::floor<std::chrono::days>(rows_.bar().start));
    return daily ? out_.put(rows_.daily()) : out_.put(rows_.bar());
  }

  /// UTC days that bars were given of.
  const std::set<std::chrono::sys_days>& touched() const { return touched_; }

 private:
  const ImportBarsOptions& options_;
  BarRows& rows_;
  BarStore& out_;
  ImportedSymbols& symbols_;
  DaysSeen days_;
  std::set<std::chrono::sys_days> touched_;
};

/// Minutes of archived days: what is derived from a day must see all of it.
StoreResult<void> note_archived(Tables& tables, Interval interval, const std::filesystem::path& file,
                                const std::set<std::chrono::sys_days>& touched, ImportReport& report) {
  if (interval != Interval::m1 || report.changed == 0) return {};
  const auto archives = read_archives(tables, table_of(interval));
  if (!archives) return archives.error();
  constexpr std::size_t kNamed = 5;
  std::size_t archived = 0;
  for (const ArchiveRow& row : *archives) {
    if (!touched.contains(row.day) || file.filename() == std::filesystem::path(row.file).filename()) continue;
    if (++archived <= kNamed)
      report.notes.push_back(
          "the day of " + row.file +
          " is archived: import that file too, or what is derived anew for the day sees a part of it");
  }
  if (archived > kNamed)
    report.notes.push_back("the same is true of " + std::to_string(archived - kNamed) + " further days");
  return {};
}

}  // namespace

StoreResult<ImportReport> import_bars(const ImportBarsOptions& options, const CalendarBook& calendars,
                                      Store& store, Tables& tables, UnixNanos now) {
  auto lines = LineReader::open(options.file);
  if (!lines) return about_file(lines.error().text);
  std::string_view line;
  while (line.empty()) {
    if (lines->next(line)) continue;
    return about_file(!lines->failure().empty()
                          ? lines->failure()
                          : options.file.string() + " is empty; its first line must name the columns");
  }
  auto symbols = ImportedSymbols::read(tables, options.calendar, options.default_calendar);
  if (!symbols) return symbols.error();
  const Calendar* fallback = calendars.find(options.default_calendar);
  if (!fallback || (!options.calendar.empty() && !calendars.find(options.calendar)))
    return about_file("--calendar " + (fallback ? options.calendar : options.default_calendar) +
                      ": is no calendar of ours");
  BarRowsOptions how{
      options.interval, options.columns, options.symbol, options.calendar == "xnys", options.zone, now, {}};
  how.calendar = [&](const Symbol& symbol) -> const Calendar& {
    const Calendar* calendar = calendars.find(symbols->of(symbol));
    return calendar ? *calendar : *fallback;
  };
  auto rows = BarRows::from_header(line, std::move(how));
  if (!rows) return about_file(options.file.string() + ": " + rows.error().text);

  ImportReport report;
  BarStore out(store, tables, *symbols, options.interval, now);
  BarImport import(options, *rows, out, *symbols);
  while (lines->next(line)) {
    if (line.empty()) continue;
    if (auto done = import.take(lines->number(), line, report); !done) return done.error();
  }
  if (auto done = out.finish(); !done) return done.error();
  if (options.interval == Interval::d1 && out.changed() > 0) {
    const SessionDate today{std::chrono::floor<std::chrono::days>(now)};
    if (auto done = refresh_adj_factors(tables, today, now); !done) return done.error();
  }
  report.changed = out.changed();
  report.unchanged = out.unchanged();
  report.symbols = symbols->symbols();
  for (const std::string& text : out.poison()) report.notes.push_back("the store refused a row: " + text);
  if (!lines->failure().empty()) report.damage = lines->failure() + "; what came before was used";
  if (auto done = note_archived(tables, options.interval, options.file, import.touched(), report); !done)
    return done.error();
  return report;
}

}  // namespace tickbard
