#include "daemon/app/config_sets.hpp"

#include <set>

#include "aggregator/core/symbol.hpp"
#include "aggregator/derive/breadth/security_set.hpp"
#include "daemon/app/config_parse.hpp"
#include "daemon/app/config_symbols.hpp"
#include "daemon/app/config_table.hpp"

namespace tickbard {
namespace {

/// One raw set on its way to a SetConfig. Every check adds to `problems` and goes on, so that all are told at
/// once.
class SetResolver {
 public:
  SetResolver(const RawSection& raw, const std::filesystem::path& folder, std::vector<std::string>& problems)
      : raw_(raw), folder_(folder), problems_(problems) {}

  SetConfig resolve() {
    for (const auto& key : set_keys()) {
      const auto at = raw_.values.find(key.name);
      if (at != raw_.values.end()) key.set(set_, at->second.text);
    }
    name();
    symbols();
    return std::move(set_);
  }

 private:
  void say(std::string_view key, const std::string& sentence) {
    const auto at = raw_.values.find(key);
    problems_.push_back((at == raw_.values.end() ? raw_.origin : at->second.origin) + ": set." +
                        (set_.name.empty() ? std::string("?") : shortened(set_.name)) + "." + std::string(key) +
                        " " + sentence);
  }

  bool refused(std::string_view key) const {
    const auto at = raw_.values.find(key);
    return at != raw_.values.end() && at->second.refused;  // has been said
  }

  void name() {
    if (refused("name")) return;
    if (set_.name.empty()) {
      problems_.push_back(raw_.origin + ": the set has no name: add name = \"scanner\"");
    } else if (!plain_name(set_.name, 24, "-_") || set_.name == "all" || set_.name.starts_with("all-")) {
      say("name", "= " + quoted_value(set_.name) + ": allowed is " + find_set_key("name")->allowed);
    }
  }

  void symbols() {
    if (refused("symbols")) return;
    std::vector<std::string> wanted;
    for (const std::string& item : set_.symbols) {
      if (!item.starts_with('@')) {
        wanted.push_back(item);
        continue;
      }
      set_.symbols_text = join_list(set_.symbols);
      const auto listed = read_symbol_file(folder_, item.substr(1));
      if (!listed) return say("symbols", listed.error().text);
      wanted.insert(wanted.end(), listed->begin(), listed->end());
    }
    set_.symbols.clear();
    if (wanted.empty() && set_.security_types.empty())
      return say("symbols",
                 "is empty: name at least one symbol, or a type in security_types, or leave the set out");
    std::set<std::string> seen;
    for (std::string& symbol : wanted) {
      if (symbol == "*") {
        say("symbols",
            "= \"*\": breadth of every symbol is there without a set, under the name all; list symbols");
      } else if (!Symbol::parse(symbol) || !SecuritySet::of(std::span(&symbol, 1))) {
        say("symbols",
            "= " + quoted_value(symbol) +
                ": allowed is a symbol of at most 23 bytes without comma, bar, quotes, backslash and spaces");
      } else if (seen.insert(set_ticker(symbol)).second) {
        set_.symbols.push_back(std::move(symbol));
      }
    }
  }

  const RawSection& raw_;
  const std::filesystem::path& folder_;
  std::vector<std::string>& problems_;
  SetConfig set_;
};

}  // namespace

void resolve_sets(const RawConfig& raw, const std::filesystem::path& config_folder, LoadedConfig& loaded) {
  std::map<std::string, std::string> seen;
  for (const RawSection& entry : raw.sets) {
    SetConfig set = SetResolver(entry, config_folder, loaded.problems).resolve();
    const auto [first, is_new] = seen.emplace(set.name, entry.origin);
    if (!is_new && !set.name.empty()) {
      loaded.problems.push_back(entry.origin + ": a second set is called " + quoted_value(set.name) +
                                " (the first: " + first->second + "); give each its own name");
    }
    for (const auto& key : set_keys()) {
      const auto at = entry.values.find(key.name);
      loaded.from.origin["set." + set.name + "." + std::string(key.name)] =
          at == entry.values.end() ? "default" : at->second.origin;
    }
    loaded.config.sets.push_back(std::move(set));
  }
}

}  // namespace tickbard
