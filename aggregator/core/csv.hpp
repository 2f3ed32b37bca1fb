#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "aggregator/core/error.hpp"

namespace tickbard {

/// One line of a small table that belongs to the code or lies in /etc/tickbard.
struct CsvRow {
  std::size_t line = 0;  ///< as an editor counts, from 1
  std::vector<std::string_view> fields;
};

/// Reads a table without quoting: the first line names exactly `columns`; '#' lines and empty lines are skipped;
/// spaces around a field do not matter; the last field takes the rest of its line, commas included.
/// Errors: a sentence with `what` (the table's name), the line and what is expected.
/// Lifetime: the fields point into `text`.
Result<std::vector<CsvRow>> read_table(std::string_view text, std::span<const std::string_view> columns,
                                       std::string_view what);

/// "WHAT line N: MESSAGE", the form of every complaint about a table.
Problem table_problem(std::string_view what, std::size_t line, std::string_view message);

}  // namespace tickbard
