#pragma once

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "aggregator/calendar/zone.hpp"
#include "daemon/replay/replay_command.hpp"

namespace tickbard::test {

/// A folder that goes with the test.
class TempFolder {
 public:
  TempFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "tickbard_replay_XXXXXX").string();
    path_ = ::mkdtemp(pattern.data());
  }
  ~TempFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path write(const std::string& name, std::string_view text) const {
    std::ofstream(path_ / name, std::ios::binary) << text;
    return path_ / name;
  }

 private:
  std::filesystem::path path_;
};

struct Ran {
  int code = 0;
  std::string out, err;
};

/// With the rules of this build, and rows of conditions.csv on top.
inline Ran run(const ReplayOptions& options, const MarketOptions& market = {}, std::string_view conditions = {}) {
  std::ostringstream out, err;
  Ran ran;
  std::map<std::string, Calendar, std::less<>> calendars;
  calendars.emplace("always", Calendar::always());
  calendars.emplace("xnys", Calendar::xnys(**load_new_york_zone(), Calendar::xnys_exceptions()).value());
  const TradeRules rules = TradeRules::parse(TradeRules::built_in(), conditions).value();
  ran.code = run_replay(options, {&calendars, &rules, market}, out, err);
  ran.out = out.str();
  ran.err = err.str();
  return ran;
}

inline std::vector<std::string> fields(const std::string& line, char separator = ',') {
  std::vector<std::string> out;
  std::istringstream in(line);
  for (std::string field; std::getline(in, field, separator);) out.push_back(field);
  if (!line.empty() && line.back() == separator) out.emplace_back();
  return out;
}

/// A CSV with a header, row by row, by column name.
inline std::vector<std::map<std::string, std::string>> rows(std::istream& in) {
  std::vector<std::map<std::string, std::string>> out;
  std::string line;
  std::getline(in, line);
  const auto names = fields(line);
  while (std::getline(in, line)) {
    const auto values = fields(line);
    auto& row = out.emplace_back();
    for (std::size_t i = 0; i < names.size() && i < values.size(); ++i) row[names[i]] = values[i];
  }
  return out;
}

inline std::vector<std::map<std::string, std::string>> rows(const std::string& text) {
  std::istringstream in(text);
  return rows(in);
}

/// Where the real recordings lie; empty if they are not here.
inline std::filesystem::path data_folder() {
  const char* named = std::getenv("TICKBARD_DATA");
  const std::filesystem::path folder = named ? named : TICKBARD_SOURCE_DIR "/../shared/data";
  return std::filesystem::exists(folder) ? folder : std::filesystem::path{};
}

}  // namespace tickbard::test
