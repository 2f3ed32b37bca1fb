#pragma once

#include <string>
#include <string_view>

namespace tickbard {

/// A message as one line: bytes that could move a terminal's cursor or forge a second line become "\xNN".
std::string one_line(std::string_view text);

/// The text as the inside of a JSON string; bytes that are no UTF-8 become U+FFFD.
std::string json_escaped(std::string_view text);

}  // namespace tickbard
