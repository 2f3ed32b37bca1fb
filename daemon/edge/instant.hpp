#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "aggregator/core/time.hpp"

namespace tickbard {

/// An instant as a parameter: RFC 3339 (a space may stand for the '+' of its offset, which is what an unescaped
/// '+' in a query string turns into), or whole epoch seconds. 1970 to 2100. Errors: std::nullopt for anything
/// else, milliseconds included: their magnitude is not guessed.
std::optional<UnixNanos> parse_instant(std::string_view text);

/// "3 h 5 min", "12 s": the two leading parts, for sentences.
std::string to_words(std::chrono::nanoseconds duration);

}  // namespace tickbard
