#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "daemon/app/config.hpp"
#include "daemon/app/environment.hpp"
#include "daemon/derive/context.hpp"

namespace tickbard {

/// What a configuration is made of; a reload reads the same inputs again. Later ones win: file, environment,
/// flags.
struct ConfigInputs {
  std::filesystem::path file;  ///< empty: none
  Environment environment;
  std::vector<std::pair<std::string, std::string>> flags;  ///< "a.b_c" and its text, in the order given

  /// Where the file lies, and the tables beside it; empty without a file. "a.toml" lies in ".".
  std::filesystem::path folder() const {
    return file.empty() || file.has_parent_path() ? file.parent_path() : std::filesystem::path(".");
  }
};

/// What the configuration will be used for: a tool that only opens the store needs no feed and no credentials.
enum class Purpose { run, tool };

/// Where a configuration came from. `origin` has, for each key, "default", "FILE:LINE", a variable or a flag.
struct LoadedFrom {
  ConfigInputs inputs;
  Purpose purpose = Purpose::run;
  std::map<std::string, std::string> origin;
  std::vector<std::string> notes;  ///< harmless, but worth a log line each
};

struct LoadedConfig {
  Config config;
  LoadedFrom from;
  std::vector<std::string> problems;  ///< all of them, each a sentence for a person; empty: config is valid
};

/// Reads and checks everything at once. Errors: in `problems`; nothing is thrown.
LoadedConfig load_config(ConfigInputs inputs, Purpose purpose);

/// The same inputs again (SIGHUP). The environment of a process does not change while it runs.
inline LoadedConfig reload_config(const LoadedFrom& from) {
  return load_config(from.inputs, from.purpose);
}

/// The calendar of symbols that the store knows none of: that of the feeds if they have one in common, else xnys.
std::string default_calendar(const Config& config);

/// The sets as derivations want them. Precondition: the configuration has no problems.
std::vector<ListedSet> listed_sets(const Config& config);

/// What runs after a reload: `fresh` where the table says that SIGHUP applies a key, `running` everywhere else.
Config apply_reloadable(const Config& running, const Config& fresh);

/// Keys whose value differs and that only a restart applies ("http.listen"); feeds and sets by name
/// ("feed.us.url").
std::vector<std::string> keys_needing_restart(const Config& running, const Config& loaded);

}  // namespace tickbard
