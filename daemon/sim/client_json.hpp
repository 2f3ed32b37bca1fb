#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

namespace tickbard {

/// What a client said. Not an object for anything that is no JSON object: no client text throws.
nlohmann::json client_object(std::string_view text);

/// The text under `key`; empty if it is not there, or no text.
std::string text_of(const nlohmann::json& object, const char* key);

/// The array under `key`; an empty one if it is not there, or no array.
const nlohmann::json& list_of(const nlohmann::json& object, const char* key);

}  // namespace tickbard
