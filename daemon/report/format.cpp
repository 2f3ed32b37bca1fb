#include "daemon/report/format.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace tickbard {

namespace {

std::size_t width_of(std::string_view utf8) {
  return static_cast<std::size_t>(
      std::count_if(utf8.begin(), utf8.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

}  // namespace

std::optional<ReportFormat> parse_report_format(std::string_view text) {
  const auto found = std::find(kReportFormatNames.begin(), kReportFormatNames.end(), text);
  if (found == kReportFormatNames.end()) return std::nullopt;
  return static_cast<ReportFormat>(found - kReportFormatNames.begin());
}

MarkdownTable::MarkdownTable(std::vector<std::string> heads, std::size_t left) : left_(left) {
  rows_.push_back(std::move(heads));
}

void MarkdownTable::add(std::vector<std::string> cells) {
  for (std::string& cell : cells)
    for (std::size_t at = cell.find('|'); at != std::string::npos; at = cell.find('|', at + 2))
      cell.insert(at, 1, '\\');
  rows_.push_back(std::move(cells));
}

std::string MarkdownTable::text() const {
  std::vector<std::size_t> widths(rows_.front().size(), 3);
  for (const auto& row : rows_)
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], width_of(row[i]));
  std::string out;
  for (const auto& row : rows_) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      const std::string blanks(widths[i] - width_of(row[i]), ' ');
      out += i < left_ ? "| " + row[i] + blanks + " " : "| " + blanks + row[i] + " ";
    }
    out += "|\n";
    if (&row != &rows_.front()) continue;
    for (std::size_t i = 0; i < widths.size(); ++i)
      out += i < left_ ? "| " + std::string(widths[i], '-') + " " : "| " + std::string(widths[i] - 1, '-') + ": ";
    out += "|\n";
  }
  return out;
}

std::string csv_line(std::span<const std::string> cells) {
  std::string out;
  for (const std::string& cell : cells) {
    if (&cell != &cells.front()) out += ',';
    if (cell.find_first_of(",\"\r\n") == std::string::npos) {
      out += cell;
      continue;
    }
    out += '"';
    for (const char c : cell) out += c == '"' ? std::string("\"\"") : std::string(1, c);
    out += '"';
  }
  return out + "\n";
}

std::string grouped(std::int64_t n) {
  std::string out = fmt::format("{}", n);
  for (std::ptrdiff_t at = static_cast<std::ptrdiff_t>(out.size()) - 3; at > (n < 0 ? 1 : 0); at -= 3)
    out.insert(static_cast<std::size_t>(at), 1, ',');
  return out;
}

std::string number_text(const std::optional<double>& value, int digits) {
  if (!value || !std::isfinite(*value)) return std::string(kNoValue);
  if (*value == std::floor(*value) && std::fabs(*value) < 1e15) return grouped(static_cast<std::int64_t>(*value));
  std::string out = fmt::format("{:.{}f}", *value, digits);
  const std::size_t point = out.find('.');
  if (std::fabs(*value) < 1e15) {  // sign and zero apart: "-0.5" has whole digits that no integer shows
    const std::size_t sign = out.front() == '-' ? 1 : 0;
    for (std::size_t at = point; at > sign + 3;) out.insert(at -= 3, 1, ',');
  }
  out.erase(out.find_last_not_of('0') + 1);
  if (out.back() == '.') out.pop_back();
  return out == "-0" ? "0" : out;
}

std::string fraction_text(const std::optional<double>& fraction) {
  return fraction ? fmt::format("{:.2f} %", *fraction * 100) : std::string(kNoValue);
}

std::string change_text(const std::optional<Fixed<4>>& percent) {
  if (!percent) return std::string(kNoValue);
  // half away from zero, on the integers
  const std::int64_t half = percent->raw < 0 ? -50 : 50;
  const std::int64_t hundredths = (percent->raw + half) / 100;
  const std::int64_t size = std::abs(hundredths);
  return fmt::format("{}{}.{:02} %", hundredths > 0 ? "+" : hundredths < 0 ? "-" : "", size / 100, size % 100);
}

std::string plain_number(const std::optional<double>& value) {
  return value && std::isfinite(*value) ? fmt::format("{}", *value == 0 ? 0.0 : *value) : std::string();
}

std::optional<double> tidy_mean(const std::optional<double>& mean) {
  if (!mean || !std::isfinite(*mean)) return std::nullopt;
  return std::strtod(fmt::format("{:.12g}", *mean).c_str(), nullptr);
}

}  // namespace tickbard
