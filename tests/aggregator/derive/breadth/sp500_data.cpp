#include "tests/aggregator/derive/breadth/sp500_data.hpp"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <set>
#include <sstream>

namespace tickbard::test {
namespace {

std::string content(const std::filesystem::path& file) {
  const std::string command = "gzip -dcf '" + file.string() + "'";
  std::string text;
  const std::unique_ptr<FILE, int (*)(FILE*)> pipe(popen(command.c_str(), "r"), pclose);
  std::array<char, 65536> buffer;
  for (std::size_t n; pipe && (n = std::fread(buffer.data(), 1, buffer.size(), pipe.get())) > 0;) {
    text.append(buffer.data(), n);
  }
  return text;
}

std::vector<std::string> cells_of(const std::string& line) {
  std::vector<std::string> out(1);
  for (const char c : line) {
    if (c == ',') {
      out.emplace_back();
    } else if (c != '\r') {
      out.back() += c;
    }
  }
  return out;
}

bool out_of_bracket(const FileRow& r) {
  if (!r.open || !r.high || !r.low) return false;
  return *r.low > *r.open || *r.open > *r.high || *r.low > r.close || r.close > *r.high;
}

FileDays read_days() {
  FileDays out;
  const auto lines = csv_cells(*sp500_folder() / "sp500_daily_2013_2018.csv.gz");
  std::set<std::string> dates;
  for (std::size_t i = 1; i < lines.size(); ++i) dates.insert(lines[i][1]);
  out.dates.assign(dates.begin(), dates.end());
  std::map<std::string, int> place;
  for (const std::string& date : out.dates) place.emplace(date, static_cast<int>(place.size()));
  for (std::size_t i = 1; i < lines.size(); ++i) {
    const auto& c = lines[i];
    FileRow row{place.at(c[1]),  scaled(c[2], 4),  scaled(c[3], 4),
                scaled(c[4], 4), *scaled(c[5], 4), *scaled(c[6], 0)};
    ++out.rows;
    out.without_open += !row.open;
    out.without_high += !row.high;
    out.without_low += !row.low;
    out.out_of_bracket += out_of_bracket(row);
    out.symbols[c[0]].push_back(row);
  }
  return out;
}

}  // namespace

std::optional<std::filesystem::path> sp500_folder() {
  const char* named = std::getenv("TICKBARD_DATA");
  const std::filesystem::path folder =
      std::filesystem::path{named ? named : TICKBARD_SOURCE_DIR "/../shared/data"} / "sp500_daily";
  return std::filesystem::exists(folder) ? std::optional{folder} : std::nullopt;
}

const FileDays& sp500_days() {
  static const FileDays days = read_days();
  return days;
}

std::vector<std::vector<std::string>> csv_cells(const std::filesystem::path& file) {
  std::istringstream lines(content(file));
  std::vector<std::vector<std::string>> out;
  for (std::string line; std::getline(lines, line);) out.push_back(cells_of(line));
  return out;
}

std::optional<std::int64_t> scaled(const std::string& text, int digits) {
  if (text.empty()) return std::nullopt;
  const auto point = text.find('.');
  std::string whole = text.substr(0, point);
  std::string fraction = point == std::string::npos ? "" : text.substr(point + 1);
  EXPECT_LE(fraction.find_last_not_of('0') + 1, static_cast<std::size_t>(digits))
      << text << " is finer than expected";
  fraction.resize(static_cast<std::size_t>(digits), '0');
  return std::stoll(whole + fraction);
}

}  // namespace tickbard::test
