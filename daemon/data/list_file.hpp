#pragma once

#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "daemon/data/csv_columns.hpp"

namespace tickbard {

/// One record of a list: the columns that it has, by our names; empty ones are left out.
struct ListRecord {
  std::uint64_t line = 0;          ///< of a CSV; of JSON the place in the array, from 1
  std::string_view unit = "line";  ///< what `line` counts
  std::map<std::string, std::string, std::less<>> fields;

  /// Empty if there is none.
  const std::string& get(std::string_view name) const;
};

/// Reads a list of securities (gzip too), told by its content: JSON as an array of texts or of objects, or an
/// object with one such array; CSV with the names of its columns in the first line; or one symbol a line. Errors:
/// a sentence; a line that cannot be read is one too, for a list is only good as a whole. Lines that begin with #
/// are comments.
Result<std::vector<ListRecord>> read_list(const std::filesystem::path& file, std::span<const ColumnRule> rules,
                                          const ColumnNames& names);

}  // namespace tickbard
