#include "daemon/app/report_command.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <ostream>

#include "aggregator/core/time_text.hpp"
#include "daemon/app/cli.hpp"
#include "daemon/app/store_place.hpp"
#include "daemon/data/output_file.hpp"
#include "daemon/report/checks_report.hpp"
#include "daemon/report/coverage_report.hpp"
#include "daemon/report/scan_report.hpp"
#include "daemon/report/storage_report.hpp"
#include "sinks/store.hpp"

namespace tickbard {
namespace {

/// What the options mean.
struct Asked {
  ReportFormat format{};
  const Calendar* calendar = nullptr;
  std::optional<Session> session;
};

/// A report, and what the command ends with once it is written: a report can be of something wrong.
struct ReportText {
  std::string text;
  ExitCode code = kExitDone;
};

/// A report, or the exit code after the reason has been said.
using Made = boost::system::result<ReportText, ExitCode>;

ExitCode usage(std::ostream& err, const std::string& sentence) {
  err << "tickbard report: " << sentence << '\n';
  return kExitUsage;
}

StorePlace place_of(const ReportCommandOptions& options) {
  return {options.store_url, options.base};
}

ExitCode fail(std::ostream& err, const ReportCommandOptions& options, const StoreError& error) {
  err << "tickbard report: " << error.text << '\n';
  return code_of(error, place_of(options));
}

std::string names_of(const CalendarBook& calendars) {
  std::string out;
  for (const Calendar* calendar : calendars.all())
    out += (out.empty() ? "" : ", ") + std::string(calendar->name());
  return out;
}

std::string no_session(const Calendar& calendar, SessionDate day) {
  const auto before = calendar.previous_session(day), after = calendar.next_session(day);
  std::string near;
  if (before) near = "the session before is " + to_text(before->date);
  if (after) near += (near.empty() ? "" : ", ") + ("the next one " + to_text(after->date));
  return fmt::format("{} is no session of {}: {}", to_text(day), calendar.name(), near);
}

ExitCode understand(const ReportCommandOptions& options, const CalendarBook& calendars, Asked& asked,
                    std::ostream& err) {
  const auto format = parse_report_format(options.format);
  if (!format) return usage(err, fmt::format("--format {} is not known: md, json or csv", options.format));
  asked.format = *format;
  asked.calendar = calendars.find(options.calendar.empty() ? options.default_calendar : options.calendar);
  if (asked.calendar == nullptr)
    return usage(err, fmt::format("--calendar {} is not known: {}", options.calendar, names_of(calendars)));
  if (options.session.empty()) return kExitDone;
  const auto day = parse_date(options.session);
  if (!day) return usage(err, fmt::format("--session {} is no date: write YYYY-MM-DD", options.session));
  asked.session = asked.calendar->session(*day);
  return asked.session ? kExitDone : usage(err, no_session(*asked.calendar, *day));
}

/// A report only reads, so an old schema is not brought up: that is for whoever writes.
StoreResult<void> check_schema(const ReportCommandOptions& options) {
  const auto store = open_store(options.store_url, options.base, OpenMode::read_only);
  if (!store) return store.error();
  const auto schema = (*store)->schema();
  if (!schema) return schema.error();
  if (schema->version == schema->known) return {};
  return StoreError{StoreErrorClass::schema,
                    fmt::format("{} is at schema version {} and this build reads version {}: {}",
                                (*store)->describe(), schema->version, schema->known,
                                schema->version < schema->known
                                    ? "run `tickbard migrate --store " + redacted(options.store_url) + "`"
                                    : "use the build that wrote it")};
}

Made coverage(const DeriveContext& context, const ReportCommandOptions& options, const Asked& asked,
              std::ostream& err) {
  DeriveContext then = context;
  if (asked.session) then.now = asked.session->post_close + options.amend_window;
  CoverageOptions how;
  how.bars_enabled = options.bars_enabled;
  const auto report = compute_coverage(then, how);
  if (!report) return fail(err, options, report.error());
  return ReportText{coverage_text(*report, asked.format)};
}

Made scan(const DeriveContext& context, const ReportCommandOptions& options, const Asked& asked,
          StorageReport storage, std::ostream& err) {
  auto session = asked.session
                     ? std::optional{asked.session->date}
                     : ExpectedSessions::at(*asked.calendar, context.now, options.amend_window).expected();
  if (!session) return usage(err, fmt::format("{} has no finished session yet", asked.calendar->name()));
  ScanOptions how;
  how.sets = options.sets;
  const auto report = scan_session(context, *asked.calendar, *session, how, std::move(storage));
  if (!report) return fail(err, options, report.error());
  return ReportText{scan_text(*report, asked.format)};
}

Made checks(Tables& tables, const ReportCommandOptions& options, const Asked& asked, UnixNanos now,
            std::ostream& err) {
  const auto report = run_checks(tables, now);
  if (!report) return fail(err, options, report.error());
  return ReportText{checks_text(*report, asked.format), report->breaches() == 0 ? kExitDone : kExitFailed};
}

Made make(const ReportCommandOptions& options, const CalendarBook& calendars, const Asked& asked, UnixNanos now,
          std::ostream& err) {
  if (const auto current = check_schema(options); !current) return fail(err, options, current.error());
  const auto tables = open_tables(options.store_url, options.base, OpenMode::read_only);
  if (!tables) return fail(err, options, tables.error());
  const DeriveContext context{.from = **tables,
                              .to = **tables,
                              .calendars = calendars,
                              .default_calendar = options.default_calendar,
                              .now = now,
                              .amend_window = options.amend_window};
  if (options.what == "coverage") return coverage(context, options, asked, err);
  if (options.what == "checks") return checks(**tables, options, asked, now, err);
  auto storage =
      measure_storage(**tables, storage_places(options.store_url, options.base, options.state_dir), now);
  if (!storage) return fail(err, options, storage.error());
  if (options.what == "storage") return ReportText{storage_text(*storage, asked.format)};
  return scan(context, options, asked, std::move(*storage), err);
}

Result<void> write_whole(const std::string& file, const std::string& text) {
  auto output = OutputFile::create(file, Compression::none);
  if (!output) return output.error();
  if (const auto written = output->write(text); !written) return written;
  return output->commit();
}

}  // namespace

int run_report_command(const ReportCommandOptions& options, const CalendarBook& calendars, UnixNanos now,
                       std::ostream& out, std::ostream& err) {
  Asked asked;
  if (const ExitCode code = understand(options, calendars, asked, err); code != kExitDone) return code;
  auto no = check_place(place_of(options), true);
  if (!no) no = check_output(options.out, place_of(options));
  if (no) {
    err << "tickbard report: " << no->text << '\n';
    return no->code;
  }
  const Made made = make(options, calendars, asked, now, err);
  if (!made) return made.error();
  if (options.out == "-") {
    out << made->text << std::flush;
    return out ? made->code : kExitFailed;
  }
  if (const auto written = write_whole(options.out, made->text); !written) {
    err << "tickbard report: " << written.error().text << '\n';
    return kExitFailed;
  }
  return made->code;
}

}  // namespace tickbard
