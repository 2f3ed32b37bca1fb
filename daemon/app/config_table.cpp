#include "daemon/app/config_table.hpp"

#include <algorithm>
#include <charconv>
#include <vector>

#include "daemon/app/config_parse.hpp"
#include "daemon/net/listen_address.hpp"

namespace tickbard {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::nanoseconds;
using std::chrono::seconds;

/// The part of a row that the kinds below do not decide.
struct Row {
  std::string_view name;
  std::string_view fallback;
  std::string_view sentence;
  bool reloadable = false;
};

template <class Owner>
ConfigKey<Owner> base(const Row& row) {
  ConfigKey<Owner> key;
  key.name = row.name;
  key.fallback = row.fallback;
  key.sentence = row.sentence;
  key.reloadable = row.reloadable;
  return key;
}

template <class Owner, class Ref>
ConfigKey<Owner> text(const Row& row, std::string allowed, Ref ref) {
  auto key = base<Owner>(row);
  key.allowed = std::move(allowed);
  key.set = [ref](Owner& owner, std::string_view value) {
    ref(owner) = std::string(value);
    return true;
  };
  key.get = [ref](const Owner& owner) -> std::string { return ref(owner); };
  return key;
}

template <class Owner, class Ref>
ConfigKey<Owner> secret(const Row& row, std::string allowed, Ref ref) {
  auto key = text<Owner>(row, std::move(allowed), ref);
  key.secret = true;
  return key;
}

template <class Owner, class Ref>
ConfigKey<Owner> choice(const Row& row, std::vector<std::string> words, Ref ref) {
  auto key = text<Owner>(row, "one of " + word_list(words), ref);
  key.set = [ref, words](Owner& owner, std::string_view value) {
    if (std::find(words.begin(), words.end(), value) == words.end()) return false;
    ref(owner) = std::string(value);
    return true;
  };
  return key;
}

template <class Ref>
ConfigKey<Config> duration(const Row& row, nanoseconds least, nanoseconds most, Ref ref) {
  auto key = base<Config>(row);
  key.allowed =
      "a time with its unit (ms, s, m, h, d) from " + duration_text(least) + " to " + duration_text(most);
  key.set = [=](Config& config, std::string_view value) {
    const auto parsed = parse_duration(value);
    if (!parsed || *parsed < least || *parsed > most) return false;
    ref(config) = *parsed;
    return true;
  };
  key.get = [ref](const Config& config) { return duration_text(ref(config)); };
  return key;
}

/// A duration of at least a day, or 0 for ever.
template <class Ref>
ConfigKey<Config> keeping(const Row& row, Ref ref) {
  auto key = duration(row, hours{24}, hours{24 * 36'500}, ref);
  key.allowed += "; 0 is for ever";
  key.set = [some = key.set, ref](Config& config, std::string_view value) {
    if (value != "0") return some(config, value);
    ref(config) = nanoseconds{0};
    return true;
  };
  key.get = [ref](const Config& config) { return ref(config).count() == 0 ? "0" : duration_text(ref(config)); };
  return key;
}

ConfigKey<Config> bars_enabled() {
  auto key =
      base<Config>({"bars.enabled", "true", "Store price bars. Off: no bar rows, exactly the same alerts.", true});
  key.shape = TomlShape::flag;
  key.variable = "ENABLE_PRICE_BARS";
  key.allowed = "true, 1, yes, on, false, 0, no or off";
  key.set = [](Config& config, std::string_view value) {
    const auto flag = parse_flag(value);
    if (flag) config.bars.enabled = *flag;
    return flag.has_value();
  };
  key.get = [](const Config& config) -> std::string { return config.bars.enabled ? "true" : "false"; };
  return key;
}

ConfigKey<Config> jobs_enabled() {
  auto key = base<Config>({"jobs.enabled", "true",
                           "Derive from stored bars: longer bars, days, baselines, breadth, indicators.", true});
  key.shape = TomlShape::flag;
  key.allowed = "true, 1, yes, on, false, 0, no or off";
  key.set = [](Config& config, std::string_view value) {
    const auto flag = parse_flag(value);
    if (flag) config.jobs_enabled = *flag;
    return flag.has_value();
  };
  key.get = [](const Config& config) -> std::string { return config.jobs_enabled ? "true" : "false"; };
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
    const bool known = (value.starts_with("sqlite:") && value.size() > 7) || value.starts_with("postgresql://");
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

template <class Owner>
ConfigKey<Owner> symbols(const Row& row, std::string allowed) {
  auto key = base<Owner>(row);
  key.shape = TomlShape::list;
  key.allowed = std::move(allowed);
  key.set = [](Owner& owner, std::string_view value) {
    owner.symbols = split_list(value);
    return true;
  };
  key.get = [](const Owner& owner) { return join_list(owner.symbols); };
  return key;
}

ConfigKey<FeedConfig> feed_shard() {
  auto key =
      base<FeedConfig>({"shard", "1/1", "This instance's share of the symbols when several split one feed."});
  key.allowed = "i/n with 1 <= i <= n <= 64";
  key.set = [](FeedConfig& feed, std::string_view value) {
    const auto slash = value.find('/');
    if (slash == std::string_view::npos) return false;
    const auto number = [](std::string_view digits, std::uint32_t& out) {
      const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), out);
      return error == std::errc{} && end == digits.data() + digits.size();
    };
    std::uint32_t index = 0, count = 0;
    if (!number(value.substr(0, slash), index) || !number(value.substr(slash + 1), count)) return false;
    if (index < 1 || index > count || count > 64) return false;
    feed.shard_index = index;
    feed.shard_count = count;
    return true;
  };
  key.get = [](const FeedConfig& feed) {
    return std::to_string(feed.shard_index) + "/" + std::to_string(feed.shard_count);
  };
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
      {"http.tokens_file", "", "Who may ask: lines of role, sha256 of the token, name."},
      "a file only its owner can read", [](auto& c) -> auto& { return c.http.tokens_file; }));
  keys.push_back(duration(
      {"journal.keep", "1h", "How long stored rows stay in the journal in front of PostgreSQL."}, nanoseconds{0},
      hours{24 * 30}, [](auto& c) -> auto& { return c.journal_keep; }));
  keys.push_back(jobs_enabled());
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

std::vector<ConfigKey<FeedConfig>> make_feed_keys() {
  std::vector<ConfigKey<FeedConfig>> keys;
  keys.push_back(text<FeedConfig>(
      {"name", "", "Names the feed in metrics, logs and keys. Default: the provider."},
      "letters, digits, '-' and '_', at most 24", [](auto& f) -> auto& { return f.name; }));
  keys.push_back(text<FeedConfig>(
      {"provider", "", "Whose protocol is spoken. Default: the feed's name."}, "a provider this build knows",
      [](auto& f) -> auto& { return f.provider; }));
  keys.push_back(text<FeedConfig>(
      {"url", "", "Where to connect. Default: the provider's; without a path, its own is added."},
      "wss://host[:port][/path], or ws:// for a server nearby", [](auto& f) -> auto& { return f.url; }));
  keys.push_back(symbols<FeedConfig>({"symbols", "", "What to subscribe to, as the provider writes it.", true},
                                     "a list of symbols, \"*\" for all, or \"@file\" with one symbol a line"));
  keys.push_back(choice<FeedConfig>(
      {"calendar", "", "Trading hours of the feed. Default: the provider's."}, {"xnys", "always"},
      [](auto& f) -> auto& { return f.calendar; }));
  keys.push_back(text<FeedConfig>(
      {"venue", "", "Put in front of every symbol (\"usdm\" makes usdm:BTCUSDT)."},
      "letters and digits, at most 8", [](auto& f) -> auto& { return f.venue; }));
  keys.push_back(secret<FeedConfig>(
      {"key", "", "The provider's API key. Better: key_file, or systemd's credentials.", true}, "the key itself",
      [](auto& f) -> auto& { return f.key; }));
  keys.push_back(secret<FeedConfig>(
      {"secret", "", "The secret that belongs to the key, where the provider has one.", true}, "the secret itself",
      [](auto& f) -> auto& { return f.secret; }));
  keys.push_back(text<FeedConfig>(
      {"key_file", "", "A file with the key; systemd's <feed>-key is found by itself.", true},
      "a file only its owner can read", [](auto& f) -> auto& { return f.key_file; }));
  keys.push_back(text<FeedConfig>(
      {"secret_file", "", "A file with the secret; systemd's <feed>-secret is found by itself.", true},
      "a file only its owner can read", [](auto& f) -> auto& { return f.secret_file; }));
  keys.push_back(feed_shard());
  keys.push_back(text<FeedConfig>(
      {"ca_file", "", "Certificates to trust instead of the system's."}, "a PEM file",
      [](auto& f) -> auto& { return f.ca_file; }));
  return keys;
}

std::vector<ConfigKey<SetConfig>> make_set_keys() {
  std::vector<ConfigKey<SetConfig>> keys;
  keys.push_back(text<SetConfig>(
      {"name", "", "Names the set in breadth: `--set NAME`, /v1/breadth?set=NAME."},
      "letters, digits, '-' and '_', at most 24; not all and nothing that begins with all-, which are every "
      "symbol",
      [](auto& s) -> auto& { return s.name; }));
  keys.push_back(
      symbols<SetConfig>({"symbols", "", "Its securities, as they are stored. Another list is another set."},
                         "a list of symbols, or \"@file\" with one symbol a line"));
  auto types =
      base<SetConfig>({"security_types", "",
                       "Every security of these types that has days, as `import --instruments` named them."});
  types.shape = TomlShape::list;
  types.allowed = "a list of types such as CS, ADRC, ETF";
  types.set = [](SetConfig& set, std::string_view value) {
    set.security_types = split_list(value);
    return true;
  };
  types.get = [](const SetConfig& set) { return join_list(set.security_types); };
  keys.push_back(std::move(types));
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

std::span<const ConfigKey<FeedConfig>> feed_keys() {
  static const auto keys = make_feed_keys();
  return keys;
}

std::span<const ConfigKey<SetConfig>> set_keys() {
  static const auto keys = make_set_keys();
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
