#include "daemon/app/config_arguments.hpp"

#include <cstring>

#include "daemon/app/config_parse.hpp"
#include "daemon/app/config_table.hpp"
#include "daemon/runtime/nearest.hpp"
#include "sinks/store.hpp"

namespace tickbard {

namespace {

/// "--feed.us.key" and its like, or a url with a password.
bool is_secret(std::string_view option, std::string_view value) {
  const auto* row = option.starts_with("--feed.") ? find_feed_key(option.substr(option.rfind('.') + 1)) : nullptr;
  return (row != nullptr && row->secret) || redacted(value) != value;
}

}  // namespace

Result<std::vector<std::pair<std::string, std::string>>> parse_config_flags(
    const std::vector<std::string>& arguments, const std::vector<std::string>& options) {
  std::vector<std::pair<std::string, std::string>> flags;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string& argument = arguments[i];
    const bool long_form = argument.starts_with("--") && argument.size() > 2;
    const auto equals = argument.find('=');
    const std::string key = long_form ? argument.substr(2, equals == std::string::npos ? equals : equals - 2) : "";
    // Every key but state_dir has a dot: that tells a key from a misspelt option of the command itself.
    if (key.find('.') == std::string::npos && key != "state_dir") {
      const bool file =
          !argument.starts_with('-') && (argument.ends_with(".toml") || argument.find('/') != std::string::npos);
      const auto meant = nearest(key, options);
      // Behind the '=' may stand a key whose option was misspelt.
      return Problem{quoted_value(redacted(argument.substr(0, equals))) + " is no option of this command; " +
                     (file    ? "did you mean --config=" + shortened(redacted(argument), 200) + "?"
                      : meant ? "did you mean --" + *meant + "?"
                              : "settings have the form --section.key=value")};
    }
    if (equals != std::string::npos) {
      flags.emplace_back(key, argument.substr(equals + 1));
    } else if (i + 1 < arguments.size() && !arguments[i + 1].starts_with("--")) {
      flags.emplace_back(key, arguments[++i]);
    } else {
      return Problem{"--" + key + " has no value: write --" + key + "=VALUE"};
    }
  }
  return {boost::system::in_place_value, std::move(flags)};
}

void hide_secrets(std::span<char*> arguments) {
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string_view argument = arguments[i];
    if (!argument.starts_with("--")) continue;
    const auto equals = argument.find('=');
    if (equals == std::string_view::npos && i + 1 == arguments.size()) continue;
    char* const value = equals == std::string_view::npos ? arguments[i + 1] : arguments[i] + equals + 1;
    if (is_secret(argument.substr(0, equals), value)) std::memset(value, '*', std::strlen(value));
  }
}

ConfigInputs config_inputs(const std::string& file, Environment environment,
                           std::vector<std::pair<std::string, std::string>> flags) {
  ConfigInputs inputs;
  inputs.file = file.empty() ? environment.get("TICKBARD_CONFIG").value_or("") : file;
  inputs.environment = std::move(environment);
  inputs.flags = std::move(flags);
  return inputs;
}

std::string problems_text(const std::vector<std::string>& problems) {
  const bool one = problems.size() == 1;
  std::string text = "tickbard: the configuration has " +
                     (one ? std::string("a problem") : std::to_string(problems.size()) + " problems") + ":\n";
  for (const std::string& problem : problems) text += "  " + problem + "\n";
  return text;
}

}  // namespace tickbard
