#include "daemon/data/import_bars.hpp"

#include <algorithm>
#include <functional>
#include <set>
#include <unordered_map>

#include "aggregator/calendar/calendar.hpp"
#include "aggregator/core/time_text.hpp"
#include "daemon/data/bar_rows.hpp"
#include "daemon/data/bar_store.hpp"
#include "daemon/data/counted.hpp"
#include "daemon/data/output_file.hpp"
#include "daemon/data/step_check.hpp"
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

using CalendarOf = std::function<const Calendar&(const Symbol&)>;

struct Line {
  std::uint64_t number = 0;
  std::string text;
  bool too_long = false;
};

/// One run. Owner: one thread.
class BarImport {
 public:
  BarImport(const ImportBarsOptions& options, const CalendarOf& calendar, BarRows& rows, BarStore& out,
            ImportedSymbols& symbols)
      : options_(options), calendar_(calendar), rows_(rows), out_(out), symbols_(symbols) {}

  StoreResult<void> take(const Line& line, ImportReport& report) {
    ++report.rows;
    RowKind kind = line.too_long ? RowKind::broken : rows_.read(line.text);
    std::string why = line.too_long ? "it is longer than any row of bars" : rows_.complaint();
    const bool daily = options_.interval == Interval::d1;
    if (kind == RowKind::mended && options_.strict) kind = RowKind::broken;
    if (daily && kind != RowKind::broken && !days_.first(rows_.daily())) {
      kind = RowKind::broken;
      why = "the file has this symbol and day twice; the first counts";
    }
    if (kind == RowKind::broken || kind == RowKind::mended) {
      ++(kind == RowKind::broken ? report.broken : report.mended);
      if (report.listed.size() < ImportReport::kListed)
        report.listed.push_back({line.number, why + (kind == RowKind::mended ? " (mended)" : "")});
    }
    if (kind == RowKind::broken) return {};
    if (kind == RowKind::empty) {
      ++report.empty;
      return {};
    }
    symbols_.seen(daily ? rows_.daily().symbol : rows_.bar().symbol);
    if (daily) return out_.put(rows_.daily());
    const Bar& bar = rows_.bar();
    touched_.insert(std::chrono::floor<std::chrono::days>(bar.start));
    const Session* session = calendar_(bar.symbol).current_or_last(bar.start);
    if ((session == nullptr || bar.start >= session->post_close) && ++outside_ == 1)
      first_outside_ = std::string(bar.symbol.view()) + " " + to_rfc3339(bar.start);
    return out_.put(bar);
  }

  /// What a person should know of rows that were taken.
  std::optional<std::string> note_outside() const {
    if (outside_ == 0) return std::nullopt;
    return counted(outside_, "bar") + " outside every session, the first " + first_outside_ +
           ": nothing is derived from them. Check --zone, or give --calendar always for a market that never "
           "closes";
  }

  /// UTC days that bars were given of.
  const std::set<std::chrono::sys_days>& touched() const { return touched_; }

 private:
  const ImportBarsOptions& options_;
  const CalendarOf& calendar_;
  BarRows& rows_;
  BarStore& out_;
  ImportedSymbols& symbols_;
  DaysSeen days_;
  std::set<std::chrono::sys_days> touched_;
  std::uint64_t outside_ = 0;
  std::string first_outside_;
};

/// The lines that StepCheck looks at, kept for the import itself: standard input is read only once.
class LinesAhead {
 public:
  /// Errors: a sentence; what the rows are contradicts the interval.
  static Result<LinesAhead> read(LineReader& lines, BarRows& rows, Interval interval) {
    constexpr std::size_t kMostLines = 20'000, kMostBytes = 8 << 20;
    LinesAhead out;
    StepCheck steps(interval);
    std::size_t bytes = 0;
    std::string_view text;
    while (!steps.settled() && out.kept_.size() < kMostLines && bytes < kMostBytes && lines.next(text)) {
      if (const auto place = rows.place_of(text)) steps.see(place->first, place->second);
      bytes += text.size();
      out.kept_.push_back({lines.number(), std::string(text), lines.too_long()});
    }
    if (auto wrong = steps.contradiction(!rows.has_revisions())) return Problem{*std::move(wrong)};
    return out;
  }

  const std::vector<Line>& lines() const { return kept_; }

 private:
  std::vector<Line> kept_;
};

/// A file of this store's archives is known by its place. A damaged one would give wrong rows before its end says
/// so. The answer: it is one, and whole.
StoreResult<bool> is_proven_archive(const ImportBarsOptions& options, Tables& tables) {
  std::error_code ignored;
  if (options.archive) return true;
  if (options.archive_folder.empty() || !std::filesystem::is_regular_file(options.file, ignored)) return false;
  const auto archives = read_archives(tables);
  if (!archives) return archives.error();
  for (const ArchiveRow& row : *archives) {
    if (!std::filesystem::equivalent(options.archive_folder / row.file, options.file, ignored)) continue;
    const std::string what =
        options.file.string() + " is the archive of " + row.table_name + " of " + to_text(SessionDate{row.day});
    if (row.table_name != table_of(options.interval))
      return about_file(what + ", not of " + std::string(table_of(options.interval)) + ": give its --interval");
    const auto digest = digest_of(options.file);
    if (!digest) return about_file(digest.error().text);
    if (digest->sha256 == row.sha256 && digest->bytes == row.bytes) return true;
    return about_file(what + " and damaged: it has " + std::to_string(digest->bytes) + " bytes with sha256 " +
                      digest->sha256 + ", written were " + std::to_string(row.bytes) + " with " + row.sha256 +
                      "; nothing was stored, put a whole copy of it there");
  }
  return false;
}

/// Tickers in small letters: bars of another security, or a file's way of writing.
void note_small(const std::set<Symbol>& symbols, std::vector<std::string>& notes) {
  constexpr std::size_t kNamed = 3;
  std::string named;
  std::size_t small = 0;
  for (const Symbol& symbol : symbols) {
    const std::string_view ticker = symbol.view().substr(symbol.view().find(':') + 1);
    const bool letters = std::ranges::any_of(ticker, [](char c) { return c >= 'a' && c <= 'z'; });
    if (!letters || std::ranges::any_of(ticker, [](char c) { return c >= 'A' && c <= 'Z'; })) continue;
    if (++small <= kNamed) named.append(small > 1 ? ", " : "").append(symbol.view());
  }
  if (small == 0) return;
  notes.push_back(named +
                  (small > kNamed ? " and others are"
                   : small > 1    ? " are"
                                  : " is") +
                  " in small letters, and as such not the same as in capitals; with --calendar xnys tickers of US "
                  "equities are read in their usual form");
}

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
      report.notes.push_back("the day of " + row.file +
                             " is archived: import that file too, then derive the day again, or what was derived "
                             "from it stays as it is");
  }
  if (archived > kNamed)
    report.notes.push_back("the same is true of " + std::to_string(archived - kNamed) + " further days");
  return {};
}

}  // namespace

StoreResult<ImportReport> import_bars(const ImportBarsOptions& options, const CalendarBook& calendars,
                                      Store& store, Tables& tables, UnixNanos now) {
  const auto archive = is_proven_archive(options, tables);
  if (!archive) return archive.error();
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
  const CalendarOf calendar_of = [&](const Symbol& symbol) -> const Calendar& {
    const Calendar* calendar = calendars.find(symbols->of(symbol));
    return calendar ? *calendar : *fallback;
  };
  BarRowsOptions how{
      options.interval, options.columns, options.symbol, options.calendar == "xnys", options.zone, now,
      calendar_of};
  auto rows = BarRows::from_header(line, std::move(how));
  if (!rows) return about_file(options.file.string() + ": " + rows.error().text);

  LinesAhead ahead;
  if (!*archive) {
    auto read = LinesAhead::read(*lines, *rows, options.interval);
    if (!read) return about_file(options.file.string() + ": " + read.error().text);
    ahead = *std::move(read);
  }

  ImportReport report;
  BarStore out(store, tables, *symbols, options.interval, now);
  BarImport import(options, calendar_of, *rows, out, *symbols);
  const auto take = [&](const Line& one) -> StoreResult<void> {
    if (one.text.empty() && !one.too_long) return {};
    return import.take(one, report);
  };
  for (const Line& one : ahead.lines())
    if (auto done = take(one); !done) return done.error();
  for (Line one; lines->next(line);) {
    one.number = lines->number();
    one.text.assign(line);
    one.too_long = lines->too_long();
    if (auto done = take(one); !done) return done.error();
  }
  if (report.rows == 0 && lines->failure().empty())
    return about_file(options.file.string() + " names its columns and has no row; nothing was stored");
  if (auto done = out.finish(); !done) return done.error();
  if (options.interval == Interval::d1 && out.changed() > 0) {
    const SessionDate today{std::chrono::floor<std::chrono::days>(now)};
    if (auto done = refresh_adj_factors(tables, today, now); !done) return done.error();
  }
  report.changed = out.changed();
  report.kept = out.kept();
  report.unchanged = out.unchanged() - out.kept();
  report.symbols = symbols->symbols().size();
  for (const std::string& text : out.poison()) report.notes.push_back("the store refused a row: " + text);
  for (const std::string& text : out.kept_named()) report.notes.push_back(text);
  if (report.kept > 0)
    report.notes.push_back(
        counted(report.kept, "row") +
        " of the store differ from the file and are kept, for they are no worse by revision and "
        "trade_count: to replace them, give the file a column revision with greater numbers");
  if (auto outside = import.note_outside()) report.notes.push_back(*std::move(outside));
  note_small(symbols->symbols(), report.notes);
  if (!lines->failure().empty()) report.damage = lines->failure() + "; what came before was used";
  if (auto done = note_archived(tables, options.interval, options.file, import.touched(), report); !done)
    return done.error();
  return report;
}

}  // namespace tickbard
