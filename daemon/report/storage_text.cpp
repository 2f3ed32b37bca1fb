#include <nlohmann/json.hpp>

#include "aggregator/core/time_text.hpp"
#include "daemon/report/storage_report.hpp"

namespace tickbard {

namespace {

std::string json(const StorageReport& report) {
  nlohmann::ordered_json kinds = nlohmann::ordered_json::object(), tables = nlohmann::ordered_json::array();
  for (const KindUsage& k : report.kinds) kinds[k.kind] = k.bytes;
  for (const TableUsage& t : report.tables)
    tables.push_back({{"table", t.table}, {"kind", name_of(t.kind)}, {"bytes", t.bytes}, {"rows", t.rows}});
  const nlohmann::ordered_json out{{"generated_at", to_rfc3339(report.generated_at)},
                                   {"kinds", std::move(kinds)},
                                   {"tables", std::move(tables)},
                                   {"total_bytes", report.total()},
                                   {"line", storage_line(report)}};
  return out.dump(2) + "\n";
}

std::string markdown(const StorageReport& report) {
  MarkdownTable kinds({"Kind", "Size"}, 1);
  for (const KindUsage& k : report.kinds) kinds.add({k.kind, bytes_text(k.bytes)});
  kinds.add({"total", bytes_text(report.total())});
  std::string out = "# Storage\n\n- As of: " + to_rfc3339(report.generated_at) + "\n\n" + kinds.text();
  if (!report.tables.empty()) {
    MarkdownTable tables({"Table", "Kind", "Rows", "Size"}, 2);
    for (const TableUsage& t : report.tables)
      tables.add({t.table, std::string(name_of(t.kind)), grouped(static_cast<std::int64_t>(t.rows)),
                  bytes_text(t.bytes)});
    out += "\n## Tables\n\n" + tables.text();
  }
  return out + "\n- " + storage_line(report) + "\n";
}

std::string csv(const StorageReport& report) {
  const auto line = [](std::vector<std::string> cells) { return csv_line(cells); };
  std::string out = line({"section", "name", "kind", "rows", "bytes"});
  for (const KindUsage& k : report.kinds) out += line({"kind", k.kind, k.kind, "", std::to_string(k.bytes)});
  for (const TableUsage& t : report.tables)
    out += line({"table", t.table, std::string(name_of(t.kind)), std::to_string(t.rows), std::to_string(t.bytes)});
  return out + line({"total", "", "", "", std::to_string(report.total())});
}

}  // namespace

std::string storage_text(const StorageReport& report, ReportFormat format) {
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
