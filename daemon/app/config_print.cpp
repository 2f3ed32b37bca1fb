#include "daemon/app/config_print.hpp"

#include <fmt/format.h>

#include "aggregator/feed/protocol.hpp"
#include "daemon/app/config_parse.hpp"
#include "daemon/app/config_table.hpp"
#include "sinks/store.hpp"

namespace tickbard {
namespace {

/// Text as a TOML value of the key's shape.
std::string toml_value(TomlShape shape, std::string_view text) {
  if (shape == TomlShape::flag || shape == TomlShape::number) return std::string(text);
  if (shape == TomlShape::text) {
    std::string out = "\"";
    for (const char c : text) {
      if (const auto byte = static_cast<unsigned char>(c); byte < 0x20 || byte == 0x7f) {
        out += fmt::format("\\u{:04x}", byte);
        continue;
      }
      if (c == '"' || c == '\\') out += '\\';
      out += c;
    }
    return out + '"';
  }
  std::string out = "[";
  for (const std::string& item : split_list(text)) {
    const TomlShape of_item = shape == TomlShape::numbers ? TomlShape::number : TomlShape::text;
    out += (out.size() > 1 ? ", " : "") + toml_value(of_item, item);
  }
  return out + "]";
}

std::string count_of(std::size_t symbols) {
  return fmt::format("; {} symbol{}", symbols, symbols == 1 ? "" : "s");
}

std::string section_of(std::string_view key) {
  const auto dot = key.find('.');
  return dot == std::string_view::npos ? std::string() : std::string(key.substr(0, dot));
}

std::string_view leaf_of(std::string_view key) {
  const auto dot = key.rfind('.');
  return dot == std::string_view::npos ? key : key.substr(dot + 1);
}

template <class Owner>
std::string shown_value(const ConfigKey<Owner>& key, const Owner& owner) {
  const std::string text = key.get(owner);
  const bool url = text.find("://") != std::string::npos;
  return toml_value(key.shape, key.secret && !text.empty() ? "***" : url ? redacted(text) : text);
}

template <class Owner>
void describe(const ConfigKey<Owner>& key, std::string_view prefix, std::string& out) {
  out +=
      fmt::format("{}{}\n    {}\n    Allowed: {}. Default: {}.{}\n", prefix, key.name, key.sentence, key.allowed,
                  key.fallback.empty() ? "none" : key.fallback, key.reloadable ? " SIGHUP applies it." : "");
  if (!key.variable.empty()) out += fmt::format("    Also read from ${}.\n", key.variable);
}

/// Where the feed will connect, the provider's own address included.
std::string url_in_use(const FeedConfig& feed) {
  const Provider* const provider = find_provider(feed.provider);
  if (provider == nullptr) return redacted(feed.url);
  const std::string url = feed.url.empty() ? default_url(*provider, feed.venue) : feed.url;
  const auto host = url.find("://");
  const bool bare = host != std::string::npos && url.find('/', host + 3) == std::string::npos;
  return redacted(bare ? url + std::string(provider->default_path) : url);
}

}  // namespace

std::string print_config(const LoadedConfig& loaded) {
  std::string out, section;
  const auto line = [&](std::string_view leaf, const std::string& value, const std::string& key,
                        const std::string& more = {}) {
    const auto origin = loaded.from.origin.find(key);
    out += fmt::format("{:<42} # {}{}\n", fmt::format("{} = {}", leaf, value),
                       origin == loaded.from.origin.end() ? "default" : origin->second, more);
  };
  for (const auto& key : config_keys()) {
    if (section_of(key.name) != section) {
      section = section_of(key.name);
      out += "\n[" + section + "]\n";
    }
    line(leaf_of(key.name), shown_value(key, loaded.config), std::string(key.name));
  }
  for (const FeedConfig& feed : loaded.config.feeds) {
    out += "\n[[feed]]\n";
    const std::string prefix = "feed." + feed.name + ".";
    for (const auto& key : feed_keys()) {
      if (key.name == "symbols" && !feed.symbols_text.empty()) {
        line(key.name, toml_value(key.shape, feed.symbols_text), prefix + "symbols",
             count_of(feed.symbols.size()));
      } else if (key.name == "url") {
        const std::string used = url_in_use(feed);
        const bool as_given = used == redacted(feed.url);
        line(key.name, shown_value(key, feed), prefix + "url", as_given ? "" : ", so it is " + used);
      } else {
        line(key.name, shown_value(key, feed), prefix + std::string(key.name));
      }
    }
  }
  for (const SetConfig& set : loaded.config.sets) {
    out += "\n[[set]]\n";
    for (const auto& key : set_keys()) {
      const bool listed = key.name == "symbols" && !set.symbols_text.empty();
      line(key.name, listed ? toml_value(key.shape, set.symbols_text) : shown_value(key, set),
           "set." + set.name + "." + std::string(key.name),
           listed ? count_of(set.symbols.size()) : "");
    }
  }
  return out;
}

std::string describe_config() {
  std::string out =
      "Every key, in the order of the file. A key a.b_c can be set in the TOML file ([a] b_c = …), by the\n"
      "environment ($TICKBARD_A_B_C) and by a flag (--a.b_c=…); the later of these wins. Keys of a feed called\n"
      "NAME: [[feed]] name = \"NAME\", $TICKBARD_FEED_NAME_KEY, --feed.NAME.key=…; variables and flags may also\n"
      "make a feed of their own, whose provider is NAME unless said. Sets are written as feeds are, with set for\n"
      "feed.\n\n";
  for (const auto& key : config_keys()) describe(key, "", out);
  for (const auto& key : feed_keys()) describe(key, "feed.NAME.", out);
  for (const auto& key : set_keys()) describe(key, "set.NAME.", out);
  return out;
}

std::string example_config() {
  std::string out =
      "# tickbard: every key with its default. Made by `tickbard config --example`; a test compares them.\n"
      "# `tickbard check-config --config FILE` tells everything that is wrong with a file at once.\n\n";
  std::string section;
  for (const auto& key : config_keys()) {
    if (section_of(key.name) != section) {
      section = section_of(key.name);
      out += "\n[" + section + "]\n";
    }
    out += fmt::format("# {}{}\n{} = {}\n", key.sentence, key.reloadable ? " (SIGHUP)" : "", leaf_of(key.name),
                       toml_value(key.shape, key.fallback));
  }
  out += "\n# Any number of feeds. This one needs no account.\n[[feed]]\n";
  for (const auto& key : feed_keys()) {
    std::string_view value = key.fallback;
    if (key.name == "name") value = "crypto";
    if (key.name == "provider") value = "coinbase";
    if (key.name == "symbols") value = "BTC-USD,ETH-USD";
    out += fmt::format("# {}\n{}{} = {}\n", key.sentence, value.empty() ? "# " : "", key.name,
                       toml_value(key.shape, value));
  }
  out +=
      "\n# Any number of lists of securities with breadth of their own; `all` is there without one.\n# [[set]]\n";
  for (const auto& key : set_keys()) {
    const std::string_view value = key.name == "name"      ? "scanner"
                                   : key.name == "symbols" ? "AAPL,MSFT"
                                                           : "CS,ADRC";
    out += fmt::format("# {}\n# {} = {}\n", key.sentence, key.name, toml_value(key.shape, value));
  }
  return out;
}

}  // namespace tickbard
