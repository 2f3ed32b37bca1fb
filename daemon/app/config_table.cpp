#include "daemon/app/config_table.hpp"

#include <algorithm>
#include <charconv>
#include <vector>

#include "daemon/app/config_kinds.hpp"
#include "daemon/net/listen_address.hpp"
#include "sinks/store.hpp"

namespace tickbard {
namespace {

using namespace config_kinds;

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::nanoseconds;
using std::chrono::seconds;

ConfigKey<Config> bars_enabled() {
  auto key = flag(
      {"bars.enabled", "true", "Store price bars. Off: no bar rows, exactly the same alerts.", true},
      [](auto& c) -> auto& { return c.bars.enabled; });
  key.variable = "ENABLE_PRICE_BARS";
  return key;
}

ConfigKey<Config> ingest_cpus() {
  auto key = base<Config>(
      {"ingest.cpus", "",
       "Processors to keep to: the first for bars, the others for the feeds in turn. An only feed "
       "shares the first, unless there is a second. With ingest.spin, all other threads leave them."});
  key.shape = TomlShape::numbers;
  key.allowed = "numbers of processors of this machine, each once, counted from 0; none: any";
  key.set = [](Config& config, std::string_view value) {
    std::vector<unsigned> cpus;
    for (const std::string& word : split_list(value)) {
      unsigned cpu = 0;
      const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), cpu);
      if (error != std::errc{} || end != word.data() + word.size() || cpu >= 1024) return false;
      if (std::ranges::find(cpus, cpu) != cpus.end()) return false;
      cpus.push_back(cpu);
    }
    config.ingest.cpus = std::move(cpus);
    return true;
  };
  key.get = [](const Config& config) {
    std::vector<std::string> words;
    for (const unsigned cpu : config.ingest.cpus) words.push_back(std::to_string(cpu));
    return join_list(words);
  };
  return key;
}

ConfigKey<Config> store_url() {
  auto key = base<Config>({"store.url", "sqlite:bars.db",
                           "Where bars and alerts are kept. A relative SQLite file is relative to state_dir."});
  key.variable = "DATABASE_URL";
  key.allowed = "sqlite:FILE or postgresql://user@host/database?sslmode=verify-full";
  key.set = [](Config& config, std::string_view value) {
    constexpr std::string_view short_scheme = "postgres://";
    if (value.starts_with(short_scheme)) {
      config.store_url = "postgresql://" + std::string(value.substr(short_scheme.size()));
      return true;
    }
    const bool known = is_sqlite_url(value) || value.starts_with("postgresql://");
    if (known) config.store_url = std::string(value);
    return known;
  };
  key.get = [](const Config& config) { return config.store_url; };
  return key;
}

ConfigKey<Config> alert_threshold() {
  auto key = base<Config>({"alerts.threshold", "0.03",
                           "An alert fires when a price moves by more than this fraction: 0.03 is 3 %.", true});
  key.shape = TomlShape::number;
  key.allowed = "a fraction above 0 and up to 1, with at most 6 decimals";
  key.set = [](Config& config, std::string_view value) {
    const auto ppm = parse_fraction_ppm(value);
    if (ppm) config.alerts.threshold_ppm = *ppm;
    return ppm.has_value();
  };
  key.get = [](const Config& config) { return fraction_text(config.alerts.threshold_ppm); };
  return key;
}

ConfigKey<Config> alert_segments() {
  auto key = base<Config>({"alerts.segments", "pre,rth,post", "The parts of the day in which alerts fire."});
  key.shape = TomlShape::list;
  key.allowed = "any of overnight, pre, rth, post";
  key.set = [](Config& config, std::string_view value) {
    std::array<bool, kSegmentNames.size()> wanted{};
    for (const std::string& word : split_list(value)) {
      const auto at = std::find(kSegmentNames.begin(), kSegmentNames.end(), word);
      if (at == kSegmentNames.end()) return false;
      wanted[static_cast<std::size_t>(at - kSegmentNames.begin())] = true;
    }
    config.alerts.segments = wanted;
    return true;
  };
  key.get = [](const Config& config) {
    std::vector<std::string> words;
    for (std::size_t i = 0; i < kSegmentNames.size(); ++i) {
      if (config.alerts.segments[i]) words.emplace_back(kSegmentNames[i]);
    }
    return join_list(words);
  };
  return key;
}

ConfigKey<Config> http_listen() {
  auto key = base<Config>(
      {"http.listen", "127.0.0.1:8787",
       "Address of the HTTP server; port 0 takes a free one. Beyond loopback it needs http.tokens_file."});
  key.allowed = "host:port, as in 127.0.0.1:8787 or [::1]:8787";
  key.set = [](Config& config, std::string_view value) {
    auto address = parse_listen(trim(value));
    if (!address) return false;
    config.http.host = std::move(address->host);
    config.http.port = address->port;
    return true;
  };
  key.get = [](const Config& config) { return listen_text(config.http.host, config.http.port); };
  return key;
}

ConfigKey<Config> log_format() {
  auto key =
      base<Config>({"log.format", "auto", "auto: text on a terminal, journald under systemd, json otherwise."});
  static constexpr std::array<std::string_view, 4> kWords{"auto", "text", "journald", "json"};
  key.allowed = "one of auto, text, journald, json";
  key.set = [](Config& config, std::string_view value) {
    const auto at = std::find(kWords.begin(), kWords.end(), value);
    if (at != kWords.end()) config.log.format = static_cast<LogFormat>(at - kWords.begin());
    return at != kWords.end();
  };
  key.get = [](const Config& config) { return std::string(kWords[static_cast<std::size_t>(config.log.format)]); };
  return key;
}

std::vector<ConfigKey<Config>> make_config_keys() {
  std::vector<ConfigKey<Config>> keys;
  keys.push_back(text<Config>(
      {"state_dir", "/var/lib/tickbard",
       "Where the journal, open minutes and the SQLite store live. "
       "Default under systemd: its StateDirectory."},
      "a folder this process may write", [](auto& c) -> auto& { return c.state_dir; }));
  keys.push_back(store_url());
  keys.push_back(bars_enabled());
  keys.push_back(duration(
      {"bars.close_delay", "2s", "How long after its end a minute waits for stragglers before it closes."},
      nanoseconds{0}, seconds{59}, [](auto& c) -> auto& { return c.bars.close_delay; }));
  keys.push_back(duration(
      {"bars.amend_window", "15m", "How long a late trade, correction or cancel still amends a closed bar."},
      nanoseconds{0}, hours{24}, [](auto& c) -> auto& { return c.bars.amend_window; }));
  keys.push_back(flag(
      {"ingest.spin", "false",
       "Never sleep between trades. Saves the wake-up; uses up a processor for bars, and one for each feed that "
       "does not share it."},
      [](auto& c) -> auto& { return c.ingest.spin; }));
  keys.push_back(duration(
      {"ingest.coalesce", "0s",
       "How long trades gather after some came, before they are looked at: fewer wake-ups, so less of a processor "
       "where messages are many, and each trade that much later. Not with ingest.spin."},
      nanoseconds{0}, std::chrono::milliseconds{10}, [](auto& c) -> auto& { return c.ingest.coalesce; }));
  keys.push_back(ingest_cpus());
  keys.push_back(alert_threshold());
  keys.push_back(duration(
      {"alerts.cooldown", "30s", "Least event time between two alerts of one symbol.", true}, nanoseconds{0},
      hours{24}, [](auto& c) -> auto& { return c.alerts.cooldown; }));
  keys.push_back(alert_segments());
  keys.back().reloadable = true;
  keys.push_back(duration(
      {"alerts.flush_every", "2s", "Longest time an alert waits before it is written."},
      std::chrono::milliseconds{100}, minutes{1}, [](auto& c) -> auto& { return c.alerts.flush_every; }));
  keys.push_back(http_listen());
  keys.push_back(text<Config>(
      {"http.tokens_file", "",
       "Who may ask: lines of role, sha256 of the token, name. Relative to the configuration file."},
      "a file only its owner can read", [](auto& c) -> auto& { return c.http.tokens_file; }));
  keys.push_back(duration(
      {"journal.keep", "1h", "How long stored rows stay in the journal in front of PostgreSQL."}, nanoseconds{0},
      hours{24 * 30}, [](auto& c) -> auto& { return c.journal_keep; }));
  keys.push_back(flag(
      {"jobs.enabled", "true", "Derive from stored bars: longer bars, days, baselines, breadth, indicators.",
       true},
      [](auto& c) -> auto& { return c.jobs_enabled; }));
  keys.push_back(keeping(
      {"retention.minute_bars", "90d", "How long 1-minute bars are kept before they go to files."},
      [](auto& c) -> auto& { return c.retention_minute_bars; }));
  keys.push_back(keeping(
      {"retention.five_minute_bars", "0", "How long 5-minute bars are kept before they go to files."},
      [](auto& c) -> auto& { return c.retention_five_minute_bars; }));
  keys.push_back(choice<Config>(
      {"log.level", "info", "The least severe message that is logged.", true}, {"debug", "info", "warn", "error"},
      [](auto& c) -> auto& { return c.log.level; }));
  keys.push_back(log_format());
  return keys;
}

template <class Owner>
const ConfigKey<Owner>* find_key(std::span<const ConfigKey<Owner>> keys, std::string_view name) {
  const auto at = std::find_if(keys.begin(), keys.end(), [name](const auto& key) { return key.name == name; });
  return at == keys.end() ? nullptr : &*at;
}

}  // namespace

std::span<const ConfigKey<Config>> config_keys() {
  static const auto keys = make_config_keys();
  return keys;
}

const ConfigKey<Config>* find_config_key(std::string_view name) {
  return find_key(config_keys(), name);
}
const ConfigKey<FeedConfig>* find_feed_key(std::string_view name) {
  return find_key(feed_keys(), name);
}
const ConfigKey<SetConfig>* find_set_key(std::string_view name) {
  return find_key(set_keys(), name);
}

std::string variable_of(std::string_view key) {
  std::string out = "TICKBARD_";
  for (char c : key) {
    const bool lower = c >= 'a' && c <= 'z';
    const bool plain = (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    out += lower ? static_cast<char>(c - 'a' + 'A') : plain ? c : '_';
  }
  return out;
}

}  // namespace tickbard
