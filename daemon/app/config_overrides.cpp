#include <algorithm>
#include <array>

#include "daemon/app/config_parse.hpp"
#include "daemon/app/config_source.hpp"
#include "daemon/app/config_table.hpp"

namespace tickbard {
namespace {

constexpr std::string_view kPrefix = "TICKBARD_";
constexpr std::string_view kFeedPrefix = "TICKBARD_FEED_";
/// Ours, but no configuration keys.
constexpr std::array<std::string_view, 3> kOtherVariables{"TICKBARD_CONFIG", "TICKBARD_DATA", "TICKBARD_DATA_DIR"};

std::vector<std::string> all_keys() {
  std::vector<std::string> keys;
  for (const auto& key : config_keys()) {
    keys.emplace_back(key.name);
    // Sections too: "[bar]" meant "[bars]".
    const auto dot = key.name.find('.');
    if (dot != std::string_view::npos) keys.emplace_back(key.name.substr(0, dot));
  }
  for (const auto& key : feed_keys()) keys.push_back("feed." + std::string(key.name));
  return keys;
}

std::vector<std::string> all_variables() {
  std::vector<std::string> variables;
  for (const auto& key : config_keys()) variables.push_back(variable_of(key.name));
  return variables;
}

/// The feed that environment or flags mean by `name`, where `same` decides what equals it; a new one if none does.
template <class Same>
RawFeed& feed_named(RawConfig& raw, std::string_view name, std::string_view origin, Same same) {
  const auto at =
      std::find_if(raw.feeds.begin(), raw.feeds.end(), [&](const RawFeed& f) { return same(f.name()); });
  if (at != raw.feeds.end()) return *at;
  RawFeed& feed = raw.feeds.emplace_back();
  feed.origin = origin;
  feed.values["name"] = {std::string(name), std::string(origin)};
  return feed;
}

void read_feed_variable(const std::string& variable, const std::string& text, RawConfig& raw) {
  const std::string_view rest = std::string_view(variable).substr(kFeedPrefix.size());
  // The longest key wins: TICKBARD_FEED_US_KEY_FILE is key_file of "us".
  const ConfigKey<FeedConfig>* found = nullptr;
  for (const auto& key : feed_keys()) {
    const std::string ending = "_" + variable_of(key.name).substr(kPrefix.size());
    if (rest.size() <= ending.size() || !rest.ends_with(ending)) continue;
    if (found == nullptr || key.name.size() > found->name.size()) found = &key;
  }
  const std::string origin = "$" + variable;
  if (found == nullptr) {
    raw.problems.push_back(origin +
                           " names no key of a feed: the form is TICKBARD_FEED_<NAME>_<KEY>, as in "
                           "TICKBARD_FEED_US_SYMBOLS");
    return;
  }
  const std::string_view upper = rest.substr(0, rest.size() - found->name.size() - 1);
  std::string name(upper);
  for (char& c : name) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  RawFeed& feed = feed_named(raw, name, origin, [&](const std::string& existing) {
    return variable_of(existing).substr(kPrefix.size()) == upper;
  });
  feed.values[std::string(found->name)] = {text, origin};
}

}  // namespace

std::string RawFeed::name() const {
  for (const char* key : {"name", "provider"}) {
    const auto at = values.find(key);
    if (at != values.end() && !at->second.text.empty()) return at->second.text;
  }
  return {};
}

std::string unknown_key_sentence(std::string_view what, std::string_view key, std::string_view origin) {
  std::string sentence = std::string(origin) + ": there is no " + std::string(what) + " " + quoted_value(key);
  if (const auto meant = nearest(key, all_keys())) {
    sentence += "; the nearest is " + *meant;
  } else {
    sentence += "; `tickbard config --describe` lists them all";
  }
  return sentence;
}

void read_config_variables(const Environment& environment, RawConfig& raw) {
  for (const auto& key : config_keys()) {
    const std::string own = variable_of(key.name);
    const auto by_name = environment.get(own);
    const auto by_alias = key.variable.empty() ? std::nullopt : environment.get(key.variable);
    if (by_name && by_alias && *by_name != *by_alias) {
      raw.problems.push_back("$" + own + " and $" + std::string(key.variable) + " both set " +
                             std::string(key.name) + ", to different values: unset one of them");
    }
    if (by_alias) raw.values[std::string(key.name)] = {*by_alias, "$" + std::string(key.variable)};
    if (by_name) raw.values[std::string(key.name)] = {*by_name, "$" + own};
  }
  const auto known = all_variables();
  for (const auto& [name, text] : environment.all()) {
    if (!name.starts_with(kPrefix) || text.empty()) continue;
    if (std::find(known.begin(), known.end(), name) != known.end()) continue;
    if (std::find(kOtherVariables.begin(), kOtherVariables.end(), name) != kOtherVariables.end()) continue;
    if (name.starts_with(kFeedPrefix)) {
      read_feed_variable(name, text, raw);
    } else if (const auto meant = nearest(name, known)) {
      raw.problems.push_back("$" + name + " is no setting; the nearest is $" + *meant);
    } else {
      // Orchestrators put variables of their own after a service's name; those are not misspelt keys.
      raw.notes.push_back("$" + name + " is no setting of tickbard and was ignored");
    }
  }
}

void read_config_flags(const std::vector<std::pair<std::string, std::string>>& flags, RawConfig& raw) {
  for (const auto& [key, text] : flags) {
    const std::string origin = "--" + key;
    if (find_config_key(key) != nullptr) {
      raw.values[key] = {text, origin};
      continue;
    }
    const auto last_dot = key.rfind('.');
    const bool of_feed = key.starts_with("feed.") && last_dot > 5;
    const auto* row = of_feed ? find_feed_key(std::string_view(key).substr(last_dot + 1)) : nullptr;
    if (row != nullptr) {
      const std::string name = key.substr(5, last_dot - 5);
      RawFeed& feed = feed_named(raw, name, origin, [&](const std::string& existing) { return existing == name; });
      feed.values[std::string(row->name)] = {text, origin};
    } else if (key.starts_with("feed.") && find_feed_key(key.substr(5)) != nullptr) {
      raw.problems.push_back(origin + " does not say of which feed: the form is --feed.NAME." + key.substr(5) +
                             "=…, and NAME may be the provider's");
    } else {
      const std::string shown = of_feed ? "feed." + key.substr(last_dot + 1) : key;
      raw.problems.push_back(unknown_key_sentence("key", shown, origin));
    }
  }
}

}  // namespace tickbard
