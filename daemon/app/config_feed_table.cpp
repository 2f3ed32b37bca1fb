#include <charconv>

#include "daemon/app/config_kinds.hpp"

namespace tickbard {
namespace {

using namespace config_kinds;

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

}  // namespace

std::span<const ConfigKey<FeedConfig>> feed_keys() {
  static const auto keys = make_feed_keys();
  return keys;
}

std::span<const ConfigKey<SetConfig>> set_keys() {
  static const auto keys = make_set_keys();
  return keys;
}

}  // namespace tickbard
