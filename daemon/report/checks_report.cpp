#include "daemon/report/checks_report.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "aggregator/core/time_text.hpp"
#include "sql_checks_files.hpp"

namespace tickbard {

namespace {

/// Without its ending; empty if the file is of the other engine.
std::string_view name_here(std::string_view file, bool postgres) {
  if (file.ends_with(postgres ? ".sqlite.sql" : ".postgres.sql")) return {};
  return file.substr(0, file.find('.'));
}

std::string markdown(const ChecksReport& report) {
  MarkdownTable table({"Check", "Rows"}, 1);
  for (const CheckResult& check : report.checks)
    table.add({check.name, grouped(static_cast<std::int64_t>(check.breaches))});
  std::string out = "# Checks\n\n- As of: " + to_rfc3339(report.generated_at) + "\n- Store: " + report.store +
                    "\n\n" + table.text() + "\n## Rows\n\n";
  for (const CheckResult& check : report.checks) {
    for (const Breach& b : check.first)
      out += fmt::format("- {}: {} {}: {}\n", check.name, b.what, b.where, b.problem);
    if (check.breaches > check.first.size())
      out += fmt::format("- {}: {} more\n", check.name,
                         grouped(static_cast<std::int64_t>(check.breaches - check.first.size())));
  }
  return report.breaches() == 0 ? out + "- None.\n" : out;
}

std::string json(const ChecksReport& report) {
  nlohmann::ordered_json checks = nlohmann::ordered_json::array();
  for (const CheckResult& check : report.checks) {
    nlohmann::ordered_json rows = nlohmann::ordered_json::array();
    for (const Breach& b : check.first)
      rows.push_back({{"what", b.what}, {"where", b.where}, {"problem", b.problem}});
    checks.push_back({{"check", check.name}, {"rows", check.breaches}, {"first", std::move(rows)}});
  }
  return nlohmann::ordered_json{{"generated_at", to_rfc3339(report.generated_at)},
                                {"store", report.store},
                                {"rows", report.breaches()},
                                {"checks", std::move(checks)}}
             .dump(2) +
         "\n";
}

std::string csv(const ChecksReport& report) {
  const auto line = [](std::vector<std::string> cells) { return csv_line(cells); };
  std::string out = line({"check", "what", "where", "problem"});
  for (const CheckResult& check : report.checks)
    for (const Breach& b : check.first) out += line({check.name, b.what, b.where, b.problem});
  return out;
}

}  // namespace

std::uint64_t ChecksReport::breaches() const {
  std::uint64_t sum = 0;
  for (const CheckResult& check : checks) sum += check.breaches;
  return sum;
}

StoreResult<ChecksReport> run_checks(Tables& tables, UnixNanos now) {
  ChecksReport out{now, tables.describe(), {}};
  for (const auto& [file, text] : sql_checks::all) {
    const std::string_view name = name_here(file, tables.is_postgres());
    if (name.empty()) continue;
    CheckResult check{std::string(name), 0, {}};
    const auto done = tables.read({text, text}, {}, [&check](const Cells& row) {
      if (++check.breaches <= ChecksReport::kMostBreaches)
        check.first.push_back({std::string(row.text(0)), std::string(row.text(1)), std::string(row.text(2))});
    });
    if (!done) return done.error();
    out.checks.push_back(std::move(check));
  }
  return out;
}

std::string checks_text(const ChecksReport& report, ReportFormat format) {
  switch (format) {
    case ReportFormat::markdown:
      return markdown(report);
    case ReportFormat::json:
      return json(report);
    case ReportFormat::csv:
      return csv(report);
  }
  return {};
}

}  // namespace tickbard
