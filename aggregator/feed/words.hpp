#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "aggregator/feed/protocol.hpp"

namespace tickbard {

/// A JSON text with its quotes.
std::string json_text(std::string_view text);

/// "a","b","c" with their quotes and without brackets.
std::string json_texts(std::span<const std::string> texts);

/// Cuts a list into pieces of at most `most`.
std::vector<std::span<const std::string>> batches(std::span<const std::string> list, std::size_t most);

/// The text, with "***" where a key or a secret stood.
std::string hidden(std::string_view text, const Credentials& credentials);

/// A stranger's words for our log: one line of printable ASCII, cut short, without our credentials.
std::string tidy(std::string_view words, const Credentials& credentials, std::size_t longest = 240);

/// Whether `words` holds `part`, upper and lower case alike. Precondition: part is lower case.
bool mentions(std::string_view words, std::string_view part);

}  // namespace tickbard
