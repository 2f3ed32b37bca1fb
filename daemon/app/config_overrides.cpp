#include <algorithm>
#include <array>

#include "aggregator/core/ascii.hpp"
#include "daemon/app/config_parse.hpp"
#include "daemon/app/config_source.hpp"
#include "daemon/app/config_table.hpp"
#include "daemon/runtime/nearest.hpp"
#include "sinks/failpoint.hpp"

namespace tickbard {
namespace {

constexpr std::string_view kPrefix = "TICKBARD_";
/// A kind of section, and where its sections are kept.
struct Kind {
  std::string_view name;    // "feed"
  std::string_view prefix;  // "TICKBARD_FEED_"
  std::string_view example;
  std::deque<RawSection> RawConfig::*sections;
};
constexpr Kind kFeed{"feed", "TICKBARD_FEED_", "TICKBARD_FEED_US_SYMBOLS", &RawConfig::feeds};
constexpr Kind kSet{"set", "TICKBARD_SET_", "TICKBARD_SET_SCANNER_SYMBOLS", &RawConfig::sets};

/// Ours, but no configuration keys.
constexpr std::array<std::string_view, 4> kOtherVariables{"TICKBARD_CONFIG", "TICKBARD_DATA", "TICKBARD_DATA_DIR",
                                                          kFailpointVariable};

std::vector<std::string> all_keys() {
  std::vector<std::string> keys;
  for (const auto& key : config_keys()) {
    keys.emplace_back(key.name);
    // Sections too: "[bar]" meant "[bars]".
    const auto dot = key.name.find('.');
    if (dot != std::string_view::npos) keys.emplace_back(key.name.substr(0, dot));
  }
  for (const auto& key : feed_keys()) keys.push_back("feed." + std::string(key.name));
  for (const auto& key : set_keys()) keys.push_back("set." + std::string(key.name));
  return keys;
}

std::vector<std::string> all_variables() {
  std::vector<std::string> variables;
  for (const auto& key : config_keys()) variables.push_back(variable_of(key.name));
  return variables;
}

/// The section that environment or flags mean by `name`, where `same` decides what equals it; a new one if none
/// does.
template <class Same>
RawSection& section_named(std::deque<RawSection>& sections, std::string_view name, std::string_view origin,
                          Same same) {
  const auto at =
      std::find_if(sections.begin(), sections.end(), [&](const RawSection& s) { return same(s.name()); });
  if (at != sections.end()) return *at;
  RawSection& made = sections.emplace_back();
  made.origin = origin;
  made.values["name"] = {std::string(name), std::string(origin)};
  return made;
}

template <class Owner>
void read_section_variable(const Kind& kind, std::span<const ConfigKey<Owner>> keys, const std::string& variable,
                           const std::string& text, RawConfig& raw) {
  const std::string_view rest = std::string_view(variable).substr(kind.prefix.size());
  // The longest key wins: TICKBARD_FEED_US_KEY_FILE is key_file of "us".
  const ConfigKey<Owner>* found = nullptr;
  for (const auto& key : keys) {
    const std::string ending = "_" + variable_of(key.name).substr(kPrefix.size());
    if (rest.size() <= ending.size() || !rest.ends_with(ending)) continue;
    if (found == nullptr || key.name.size() > found->name.size()) found = &key;
  }
  const std::string origin = "$" + variable;
  if (found == nullptr) {
    raw.problems.push_back(origin + " names no key of a " + std::string(kind.name) + ": the form is " +
                           std::string(kind.prefix) + "<NAME>_<KEY>, as in " + std::string(kind.example));
    return;
  }
  const std::string_view upper = rest.substr(0, rest.size() - found->name.size() - 1);
  std::string name(upper);
  for (char& c : name) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  RawSection& section = section_named(raw.*kind.sections, name, origin, [&](const std::string& existing) {
    return variable_of(existing).substr(kPrefix.size()) == upper;
  });
  section.values[std::string(found->name)] = {text, origin};
}

/// Whether the flag is one of this kind of section: "feed.us.url".
template <class Owner>
bool read_section_flag(const Kind& kind, std::span<const ConfigKey<Owner>> keys, const std::string& key,
                       const std::string& text, RawConfig& raw) {
  const std::string before = std::string(kind.name) + ".";
  if (!key.starts_with(before)) return false;
  const std::string origin = "--" + key;
  const auto known = [&](std::string_view leaf) {
    return std::any_of(keys.begin(), keys.end(), [&](const auto& row) { return row.name == leaf; });
  };
  const auto last_dot = key.rfind('.');
  const std::string leaf = key.substr(last_dot + 1);
  if (last_dot > before.size() && known(leaf)) {
    const std::string name = key.substr(before.size(), last_dot - before.size());
    const auto same = [&](const std::string& existing) { return existing == name; };
    section_named(raw.*kind.sections, name, origin, same).values[leaf] = {text, origin};
  } else if (known(key.substr(before.size()))) {
    raw.problems.push_back(origin + " does not say of which " + std::string(kind.name) + ": the form is --" +
                           before + "NAME." + leaf + "=…" +
                           (kind.name == kFeed.name ? ", and NAME may be the provider's" : ""));
  } else {
    raw.problems.push_back(unknown_key_sentence("key", last_dot > before.size() ? before + leaf : key, origin));
  }
  return true;
}

}  // namespace

std::string RawSection::name() const {
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
    if (name.starts_with(kFeed.prefix)) {
      read_section_variable(kFeed, feed_keys(), name, text, raw);
    } else if (name.starts_with(kSet.prefix)) {
      read_section_variable(kSet, set_keys(), name, text, raw);
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
    if (read_section_flag(kFeed, feed_keys(), key, text, raw) ||
        read_section_flag(kSet, set_keys(), key, text, raw))
      continue;
    raw.problems.push_back(unknown_key_sentence("key", key, origin));
  }
}

}  // namespace tickbard
