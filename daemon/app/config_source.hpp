#pragma once

#include <deque>
#include <map>
#include <string>
#include <vector>

#include "daemon/app/config_load.hpp"

namespace tickbard {

/// One value as it was written, and where: "FILE:LINE", "$VARIABLE" or "--flag".
struct RawValue {
  std::string text;
  std::string origin;
  bool refused = false;  ///< told as a problem already: its absence is not another one
};

/// Values of one owner by key; only keys of the table.
using RawValues = std::map<std::string, RawValue, std::less<>>;

/// One `[[feed]]` or `[[set]]`.
struct RawSection {
  RawValues values;
  std::string origin;        ///< where it first appeared
  std::string name() const;  ///< its name, of a feed by default its provider; may be empty
};

/// What all sources say, later ones over earlier ones, before any value is understood.
struct RawConfig {
  RawValues values;
  std::deque<RawSection> feeds, sets;
  bool feeds_unknown = false;  ///< the file could not be read, so that no feed found means nothing
  std::vector<std::string> problems;
  std::vector<std::string> notes;
};

void read_config_file(const std::filesystem::path& file, RawConfig& raw);
void read_config_variables(const Environment& environment, RawConfig& raw);
void read_config_flags(const std::vector<std::pair<std::string, std::string>>& flags, RawConfig& raw);

/// "feed.us.url" and every other full key, with `name` for feeds and sets; what an unknown key may have meant.
std::string unknown_key_sentence(std::string_view what, std::string_view key, std::string_view origin);

}  // namespace tickbard
