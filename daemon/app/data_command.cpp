#include "daemon/app/data_command.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <ostream>

#include "aggregator/core/time_text.hpp"
#include "daemon/app/cli.hpp"
#include "daemon/data/bar_rows.hpp"
#include "daemon/data/counted.hpp"
#include "daemon/data/export.hpp"
#include "daemon/data/import_bars.hpp"
#include "daemon/data/import_lists.hpp"

namespace tickbard {
namespace {

/// One command's way of speaking to a person. Owner: main.
class Complainer {
 public:
  Complainer(std::string_view command, std::ostream& err) : command_(command), err_(err) {}

  int usage(const std::string& text) const {
    say(text);
    return kExitUsage;
  }
  int fail(const StoreError& error, const StorePlace& place) const {
    say(error.text);
    return code_of(error, place);
  }
  int refuse(const Refusal& refusal) const {
    say(refusal.text);
    return refusal.code;
  }
  void say(const std::string& text) const { err_ << "tickbard " << command_ << ": " << text << '\n'; }

 private:
  std::string_view command_;
  std::ostream& err_;
};

struct OpenStore {
  std::unique_ptr<Store> store;
  std::unique_ptr<Tables> tables;
};

StoreResult<OpenStore> open(const StorePlace& place, OpenMode mode) {
  auto store = open_store(place.url, place.base, mode);
  if (!store) return store.error();
  const auto schema = (*store)->schema();
  if (!schema) return schema.error();
  if (schema->version != schema->known)
    return StoreError{StoreErrorClass::schema,
                      fmt::format("{} is at schema version {}, this build needs {}: run `tickbard migrate`",
                                  (*store)->describe(), schema->version, schema->known)};
  auto tables = open_tables(place.url, place.base, mode);
  if (!tables) return tables.error();
  return OpenStore{*std::move(store), *std::move(tables)};
}

/// As `replay`: what is to be filled may be new.
StoreResult<OpenStore> open_migrated(const StorePlace& place, UnixNanos now) {
  auto store = open_store(place.url, place.base, OpenMode::read_write);
  if (!store) return store.error();
  if (const auto migrated = (*store)->migrate(false, now); !migrated) return migrated.error();
  auto tables = open_tables(place.url, place.base, OpenMode::read_write);
  if (!tables) return tables.error();
  return OpenStore{*std::move(store), *std::move(tables)};
}

/// Which list is meant; none: bars. Errors: several are.
Result<std::optional<ListKind>> list_of(const ImportFlags& flags) {
  std::vector<ListKind> asked;
  if (!flags.constituents.empty()) asked.push_back(ListKind::constituents);
  if (!flags.watchlist.empty()) asked.push_back(ListKind::watchlist);
  if (flags.instruments) asked.push_back(ListKind::instruments);
  if (flags.splits) asked.push_back(ListKind::splits);
  if (flags.renames) asked.push_back(ListKind::renames);
  const std::size_t given = asked.size() + (flags.interval.empty() ? 0 : 1);
  if (given != 1)
    return Problem{std::string(given == 0 ? "say what the file holds: give one of "
                                          : "a file holds one thing: give only one of ") +
                   "--interval 1m|5m|15m|1h|1d, --constituents INDEX, --watchlist NAME, --instruments, --splits, "
                   "--renames"};
  return asked.empty() ? std::optional<ListKind>() : std::optional(asked.front());
}

int import_one_list(const ImportFlags& flags, ListKind kind, const CalendarBook& calendars, UnixNanos now,
                    const Complainer& to, std::ostream& err) {
  const auto columns = parse_column_names(flags.columns, columns_of(kind));
  if (!columns) return to.usage(columns.error().text);
  const std::string& name = kind == ListKind::watchlist ? flags.watchlist : flags.constituents;
  if (const auto no = check_place(flags.store, false)) return to.refuse(*no);
  auto opened = open_migrated(flags.store, now);
  if (!opened) return to.fail(opened.error(), flags.store);
  const auto report =
      import_list({flags.file, kind, name, *columns, flags.allow_shrink, flags.default_calendar, flags.sets},
                  calendars, *opened->tables, now);
  if (!report) return to.fail(report.error(), flags.store);
  for (const std::string& note : report->notes) err << "note: " << note << '\n';
  err << fmt::format("{}: {}, {} changed\n", opened->store->describe(),
                     counted(report->records, "entry", "entries"), counted(report->changed, "row"));
  return kExitDone;
}

int tell(const ImportReport& report, const std::string& store, std::ostream& err) {
  for (const BrokenRow& row : report.listed) err << "line " << row.line << ": " << row.why << '\n';
  if (report.broken + report.mended > report.listed.size()) err << "further such lines are only counted\n";
  for (const std::string& note : report.notes) err << "note: " << note << '\n';
  err << fmt::format(
      "{}: {} of {} read; {} new or better, {} already there, {}{} without a trade, {} mended, "
      "{} broken\n",
      store, counted(report.rows, "row"), counted(report.symbols, "symbol"), report.changed, report.unchanged,
      report.kept > 0 ? fmt::format("{} other and kept, ", report.kept) : "", report.empty, report.mended,
      report.broken);
  if (report.damage) {
    err << "tickbard import: " << *report.damage << '\n';
    return kExitFailed;
  }
  if (report.broken * 2 <= report.rows) return kExitDone;
  err << "tickbard import: most lines are broken: is it the right --interval, and are the columns the right "
         "ones?\n";
  return kExitFailed;
}

}  // namespace

int run_import_command(const ImportFlags& flags, const CalendarBook& calendars, UnixNanos now, std::ostream& err) {
  const Complainer to("import", err);
  const auto list = list_of(flags);
  if (!list) return to.usage(list.error().text);
  if (*list) return import_one_list(flags, **list, calendars, now, to, err);

  ImportBarsOptions options;
  const auto interval = parse_interval(flags.interval);
  if (!interval) return to.usage("--interval " + flags.interval + ": must be 1m, 5m, 15m, 1h or 1d");
  auto columns = parse_column_names(flags.columns, columns_of(*interval));
  if (!columns) return to.usage(columns.error().text);
  if (!flags.zone.empty()) {
    auto zone = ZonedTime::named(flags.zone);
    if (!zone) return to.usage(zone.error().text);
    options.zone = *std::move(zone);
  }
  if (!flags.calendar.empty() && !calendars.find(flags.calendar))
    return to.usage("--calendar " + flags.calendar + ": must be xnys or always");
  options.file = flags.file;
  options.interval = *interval;
  options.columns = *std::move(columns);
  options.symbol = flags.symbol;
  options.calendar = flags.calendar;
  options.default_calendar = flags.default_calendar;
  options.strict = flags.strict;
  options.archive_folder = flags.archive_folder;
  if (const auto no = check_place(flags.store, false)) return to.refuse(*no);
  auto opened = open_migrated(flags.store, now);
  if (!opened) return to.fail(opened.error(), flags.store);
  const auto report = import_bars(options, calendars, *opened->store, *opened->tables, now);
  if (!report) return to.fail(report.error(), flags.store);
  return tell(*report, opened->store->describe(), err);
}

int run_export_command(const ExportFlags& flags, std::ostream& out, std::ostream& err) {
  const Complainer to("export", err);
  ExportOptions options;
  const auto interval = parse_interval(flags.interval);
  if (!interval) return to.usage("--interval " + flags.interval + ": must be 1m, 5m, 15m, 1h or 1d");
  const auto symbols = parse_symbols(flags.symbols == "*" ? "" : flags.symbols);
  if (!symbols) return to.usage(symbols.error().text);
  const auto format = parse_export_format(flags.format);
  if (!format) return to.usage(format.error().text);
  const auto compression = parse_compression(flags.compress);
  if (!compression) return to.usage(compression.error().text);
  for (const auto& [flag, text, bound] :
       {std::tuple{"--from", &flags.from, &options.from}, std::tuple{"--to", &flags.to, &options.to}}) {
    if (text->empty()) continue;
    const auto t = parse_bound(flag, *text);
    if (!t) return to.usage(t.error().text);
    *bound = *t;
  }
  if (options.from && options.to && *options.from >= *options.to)
    return to.usage("--from " + flags.from + " is not before --to " + flags.to);
  if (flags.out == "-" && *compression != Compression::none)
    return to.usage("--compress needs a file: give --out FILE, or pipe standard output into gzip");
  options.interval = *interval;
  options.symbols = *symbols;
  options.format = *format;
  options.compression = *compression;
  options.out = flags.out;
  if (const auto no = check_place(flags.store, true)) return to.refuse(*no);
  if (const auto no = check_output(flags.out, flags.store)) return to.refuse(*no);
  auto opened = open(flags.store, OpenMode::read_only);
  if (!opened) return to.fail(opened.error(), flags.store);
  const auto report = export_bars(options, *opened->tables, out);
  if (!report) return to.fail(report.error(), flags.store);
  for (const std::string& note : report->notes) err << "note: " << note << '\n';
  err << counted(report->rows, "row") << " written" << (flags.out == "-" ? "" : " to " + flags.out.string())
      << '\n';
  return kExitDone;
}

int run_retention_command(const RetentionFlags& flags, const CalendarBook& calendars, UnixNanos now,
                          std::ostream& out, std::ostream& err) {
  const Complainer to("retention", err);
  if (const auto no = check_place(flags.store, true)) return to.refuse(*no);
  auto opened = open(flags.store, flags.dry_run ? OpenMode::read_only : OpenMode::read_write);
  if (!opened) return to.fail(opened.error(), flags.store);
  const RetentionContext context{*opened->store,
                                 *opened->tables,
                                 calendars,
                                 flags.default_calendar,
                                 flags.folder,
                                 flags.keep,
                                 now,
                                 flags.dry_run,
                                 {}};
  const auto report = retire_bars(context);
  if (!report) return to.fail(report.error(), flags.store);
  for (const RetiredDay& day : report->retired) {
    const std::string what = fmt::format("{} of {}", day.table, to_text(SessionDate{day.day}));
    out << (flags.dry_run ? fmt::format("{} would go to {}\n", what, day.file)
                          : fmt::format("{} went to {}: {}, {} bytes\n", what, day.file, counted(day.rows, "row"),
                                        day.bytes));
  }
  for (const std::string& why : report->kept) out << why << '\n';
  if (report->kept_days > report->kept.size())
    out << counted(report->kept_days - report->kept.size(), "further day") << " past their time\n";
  for (const std::string& why : report->refused) to.say(why);
  if (report->refused_days > report->refused.size())
    to.say(counted(report->refused_days - report->refused.size(), "further day") + " for the like reasons");
  out << fmt::format(
      "{}: {} {}, {} past {} time {}\n", opened->store->describe(), counted(report->retired.size(), "day"),
      flags.dry_run ? "would be archived and dropped" : "archived and dropped",
      report->kept_days + report->refused_days, report->kept_days + report->refused_days == 1 ? "its" : "their",
      report->kept_days + report->refused_days == 1 ? "stays" : "stay");
  return report->refused_days > 0 ? kExitFailed : kExitDone;
}

}  // namespace tickbard
