#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace tickbard::test {

/// Prices of the file in 1e-4, its finest unit: other integers than those of the code under test.
struct FileRow {
  int session = 0;  ///< place of its date among all dates of the file
  std::optional<std::int64_t> open, high, low;
  std::int64_t close = 0, volume = 0;
};

/// The file as it stands, by symbol, oldest first. Broken rows are kept and counted.
struct FileDays {
  std::vector<std::string> dates;
  std::map<std::string, std::vector<FileRow>> symbols;
  int rows = 0, without_open = 0, without_high = 0, without_low = 0, out_of_bracket = 0;
};

/// The folder of the real data; nothing where it is absent.
std::optional<std::filesystem::path> sp500_folder();
const FileDays& sp500_days();

/// The lines of a file, its header first, each as its cells.
std::vector<std::vector<std::string>> csv_cells(const std::filesystem::path& file);

/// "12.34" in units of 10^-digits; nothing for a blank.
std::optional<std::int64_t> scaled(const std::string& text, int digits);

}  // namespace tickbard::test
