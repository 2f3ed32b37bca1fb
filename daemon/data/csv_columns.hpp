#pragma once

#include <cstddef>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "aggregator/core/error.hpp"

namespace tickbard {

/// A column that a file may have: our name, and whether it must be there.
struct ColumnRule {
  std::string_view name;
  bool needed = false;
};

/// Our name -> the file's, of --columns.
using ColumnNames = std::map<std::string, std::string>;

/// Reads --columns close=last,volume=qty. Errors: a sentence with the names that are allowed.
Result<ColumnNames> parse_column_names(std::string_view text, std::span<const ColumnRule> rules);

/// The columns of one CSV by name, and the fields of one of its lines. Fields may stand in quotes, with a quote in
/// them doubled; a field does not go over the end of its line.
/// Owner: one thread. Lifetime: fields die with the line they were read from, or with the next one.
class CsvColumns {
 public:
  /// A name in other capitals is taken where none is spelled as ours. Errors: a sentence naming the columns that
  /// are missing and those that are there.
  static Result<CsvColumns> from_header(std::string_view header, std::span<const ColumnRule> rules,
                                        const ColumnNames& names);

  /// False: the line has not as many fields as the header, or a quote that does not end.
  bool split(std::string_view line);

  std::string_view field(std::size_t rule) const {
    return fields_[rule];
  }  ///< "" where the file has no such column
  bool has(std::size_t rule) const { return at_[rule] >= 0; }
  const std::string& name(std::size_t rule) const { return names_[rule]; }  ///< as the file calls it
  std::size_t width() const { return rule_at_.size(); }

  /// The same name, whatever its capitals.
  static bool alike(std::string_view a, std::string_view b);

  /// All fields of a line, in its order. False: a quote that does not end.
  static bool fields_of(std::string_view line, std::vector<std::string_view>& out,
                        std::vector<std::string>& unquoted);

 private:
  std::vector<int> at_;       ///< rule -> position; -1: not in the file
  std::vector<int> rule_at_;  ///< position -> rule; -1: not read
  std::vector<std::string> names_;
  std::vector<std::string_view> fields_, line_fields_;
  std::vector<std::string> unquoted_;
};

}  // namespace tickbard
