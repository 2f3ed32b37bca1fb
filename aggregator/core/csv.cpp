#include "aggregator/core/csv.hpp"

#include <algorithm>

namespace tickbard {

namespace {

std::string_view trimmed(std::string_view s) {
  const std::size_t first = s.find_first_not_of(" \t\r");
  return first == std::string_view::npos ? std::string_view{}
                                         : s.substr(first, s.find_last_not_of(" \t\r") - first + 1);
}

std::vector<std::string_view> split(std::string_view line, std::size_t most) {
  std::vector<std::string_view> fields;
  while (fields.size() + 1 < most) {
    const std::size_t comma = line.find(',');
    if (comma == std::string_view::npos) break;
    fields.push_back(trimmed(line.substr(0, comma)));
    line.remove_prefix(comma + 1);
  }
  fields.push_back(trimmed(line));
  return fields;
}

std::string joined(std::span<const std::string_view> columns) {
  std::string out;
  for (const std::string_view column : columns) {
    if (!out.empty()) out += ',';
    out += column;
  }
  return out;
}

}  // namespace

Problem table_problem(std::string_view what, std::size_t line, std::string_view message) {
  return {std::string(what) + " line " + std::to_string(line) + ": " + std::string(message)};
}

Result<std::vector<CsvRow>> read_table(std::string_view text, std::span<const std::string_view> columns,
                                       std::string_view what) {
  std::vector<CsvRow> rows;
  bool header_seen = false;
  for (std::size_t number = 1; !text.empty(); ++number) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = trimmed(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.empty() || line.front() == '#') continue;
    CsvRow row{number, split(line, columns.size())};
    if (!header_seen) {
      if (!std::equal(row.fields.begin(), row.fields.end(), columns.begin(), columns.end())) {
        return table_problem(what, number, "the first line must name the columns " + joined(columns));
      }
      header_seen = true;
      continue;
    }
    if (row.fields.size() != columns.size()) {
      return table_problem(what, number,
                           std::to_string(row.fields.size()) + " fields where " + std::to_string(columns.size()) +
                               " are needed: " + joined(columns));
    }
    rows.push_back(std::move(row));
  }
  if (!header_seen) return table_problem(what, 1, "the table is empty; its first line must be " + joined(columns));
  return rows;
}

}  // namespace tickbard
