#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "aggregator/core/error.hpp"

namespace tickbard {

enum class ReplayFormat : std::uint8_t {
  ticks,   ///< CSV, one trade a line
  frames,  ///< JSON lines, one recorded message each
};

/// What `tickbard replay` was asked for; each field names its flag.
struct ReplayOptions {
  std::filesystem::path file;                 ///< FILE; "-": standard input. gzip is recognised by its content
  ReplayFormat format = ReplayFormat::ticks;  ///< --format ticks|frames
  std::string provider;  ///< --provider NAME; needed for frames; ticks: meaning of conditions and symbols
  std::string store;     ///< --store URL; empty: bars are not stored
  std::filesystem::path base = ".";  ///< the folder of a relative sqlite: path (state_dir, or the current one)
  std::filesystem::path out;         ///< --out FILE: bars as CSV; "-": standard output; empty: none
  std::string calendar;              ///< --calendar xnys|always; empty: the provider's; without a provider: always
  std::map<std::string, std::string> columns;  ///< --columns price=bid,size=bid_size: our name -> the file's
  std::string symbol;                          ///< --symbol S: of every tick, for files without that column
};

/// Readings of the flags that are not plain values.
Result<ReplayFormat> parse_replay_format(std::string_view text);                         ///< --format
Result<std::map<std::string, std::string>> parse_replay_columns(std::string_view text);  ///< --columns

/// Every problem of a set of options, one sentence each, with the flag and what is allowed.
std::vector<Problem> problems_with(const ReplayOptions& options);

}  // namespace tickbard
