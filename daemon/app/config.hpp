#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "aggregator/core/event.hpp"

namespace tickbard {

/// One `[[feed]]`. Everything is resolved: symbols of "@file" are read, secrets of files are here.
struct FeedConfig {
  std::string name;
  std::string provider;
  std::string url;                   ///< empty: the provider's own
  std::vector<std::string> symbols;  ///< as the provider writes them; {"*"}: all
  std::string symbols_text;          ///< as they were given where that is shorter: "@us.txt"; else empty
  std::string calendar;              ///< "xnys" or "always"
  std::string venue;                 ///< put in front of every symbol; usually empty
  std::string key;                   ///< from the key itself, key_file, or systemd's credentials
  std::string secret;
  std::filesystem::path key_file;
  std::filesystem::path secret_file;
  std::uint32_t shard_index = 1;  ///< 1-based; this instance takes symbols whose hash falls in its share
  std::uint32_t shard_count = 1;
  std::filesystem::path ca_file;  ///< empty: the system's certificates
  friend bool operator==(const FeedConfig&, const FeedConfig&) = default;
};

/// One `[[set]]`: securities whose breadth is computed under a name. The symbols of "@file" are read.
struct SetConfig {
  std::string name;
  std::vector<std::string> symbols;         ///< each once, as it was written
  std::vector<std::string> security_types;  ///< … and every security of these
  std::string symbols_text;  ///< as they were given where that is shorter: "@scanner.txt"; else empty
  friend bool operator==(const SetConfig&, const SetConfig&) = default;
};

struct BarsConfig {
  bool enabled = true;  ///< ENABLE_PRICE_BARS
  std::chrono::nanoseconds close_delay{};
  std::chrono::nanoseconds amend_window{};
};

struct IngestConfig {
  bool spin = false;
  std::chrono::nanoseconds coalesce{};
  std::vector<unsigned> cpus;  ///< the market's thread's, then the feeds' in turn; empty: any
};

struct AlertsConfig {
  std::int64_t threshold_ppm = 0;  ///< 0.03 is 30000
  std::chrono::nanoseconds cooldown{};
  std::array<bool, kSegmentNames.size()> segments{};  ///< indexed by Segment
  std::chrono::nanoseconds flush_every{};
};

struct HttpConfig {
  std::string host;
  std::uint16_t port = 0;  ///< 0: a free one, printed at start
  std::filesystem::path tokens_file;
};

enum class LogFormat : std::uint8_t { automatic, text, journald, json };

struct LogConfig {
  std::string level;
  LogFormat format = LogFormat::automatic;
};

/// The effective configuration. Owner: main; constant once made, a reload makes a new one.
/// Defaults live in the table (config_table.cpp) alone: only load_config() makes one worth using.
struct Config {
  std::filesystem::path state_dir;
  std::string store_url;  ///< sqlite:FILE (relative to state_dir) or postgresql://…
  std::chrono::nanoseconds journal_keep{};
  BarsConfig bars;
  IngestConfig ingest;
  bool jobs_enabled = true;  ///< derived values; never without bars
  AlertsConfig alerts;
  HttpConfig http;
  std::chrono::nanoseconds retention_minute_bars{};       ///< 0: for ever
  std::chrono::nanoseconds retention_five_minute_bars{};  ///< 0: for ever
  LogConfig log;
  std::vector<FeedConfig> feeds;
  std::vector<SetConfig> sets;
};

}  // namespace tickbard
