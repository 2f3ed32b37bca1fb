#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "daemon/app/config.hpp"

namespace tickbard {

/// What TOML value a key takes; environment and flags always give text.
enum class TomlShape : std::uint8_t { text, flag, number, list, numbers };

/// One row of the table: everything that parsing, printing and documentation know of a key.
/// `Owner` is the struct the value lives in: Config, FeedConfig for the keys of a `[[feed]]`, SetConfig for
/// those of a `[[set]]`.
template <class Owner>
struct ConfigKey {
  std::string_view name;  ///< "bars.close_delay"; of a feed: "url"
  TomlShape shape = TomlShape::text;
  std::string_view fallback;  ///< the default, as text
  std::string allowed;        ///< completes the sentence "allowed is …"
  std::string_view sentence;  ///< what it does, for a person
  bool secret = false;
  bool reloadable = false;                                 ///< SIGHUP applies it; otherwise a restart does
  std::string_view variable;                               ///< a second environment variable that is read as it is
  std::function<bool(Owner&, std::string_view text)> set;  ///< false: not allowed, owner unchanged
  std::function<std::string(const Owner&)> get;            ///< text that set() reads back
};

std::span<const ConfigKey<Config>> config_keys();
std::span<const ConfigKey<FeedConfig>> feed_keys();
std::span<const ConfigKey<SetConfig>> set_keys();

/// nullptr if there is none.
const ConfigKey<Config>* find_config_key(std::string_view name);
const ConfigKey<FeedConfig>* find_feed_key(std::string_view name);
const ConfigKey<SetConfig>* find_set_key(std::string_view name);

/// "a.b_c" -> "TICKBARD_A_B_C".
std::string variable_of(std::string_view key);

}  // namespace tickbard
