#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "aggregator/core/decimal.hpp"

namespace tickbard {

enum class ReportFormat : std::uint8_t { markdown, json, csv };
inline constexpr std::array<std::string_view, 3> kReportFormatNames{"md", "json", "csv"};
std::optional<ReportFormat> parse_report_format(std::string_view text);

/// What stands where there is no value.
inline constexpr std::string_view kNoValue = "--";

/// A Markdown table whose columns line up, so that it reads as well in a terminal. Columns other than those of
/// `left` are aligned to the right. Owner: one thread.
class MarkdownTable {
 public:
  MarkdownTable(std::vector<std::string> heads, std::size_t left);
  void add(std::vector<std::string> cells);
  std::string text() const;

 private:
  std::vector<std::vector<std::string>> rows_;  ///< the first one is the heads
  std::size_t left_;
};

/// One line of CSV with its line end; a text with a comma, quote or line end is quoted (RFC 4180).
std::string csv_line(std::span<const std::string> cells);

/// "12,345".
std::string grouped(std::int64_t n);

/// At most `digits` after the point, no trailing zeros; whole digits are grouped. kNoValue for none.
std::string number_text(const std::optional<double>& value, int digits = 4);

/// A fraction as percent with two digits: "61.54 %".
std::string fraction_text(const std::optional<double>& fraction);

/// Exact units as percent with two digits and the sign of a change: "+1.25 %".
std::string change_text(const std::optional<Fixed<4>>& percent);

/// For CSV and JSON, which programs read: the shortest text that reads back equal; empty for none.
std::string plain_number(const std::optional<double>& value);

/// A mean without the digits that only adding doubles has made: 12 significant ones.
std::optional<double> tidy_mean(const std::optional<double>& mean);

}  // namespace tickbard
