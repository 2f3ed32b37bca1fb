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

/// A bound of a range: an instant, or a day (2026-11-20) by its UTC midnights, the first for a range's begin and
/// the last for its end, so that a range of days holds both.
enum class Bound : std::uint8_t { from, to };
std::optional<UnixNanos> parse_bound(std::string_view text, Bound bound);

/// "3 h 5 min", "12 s": the two leading parts, for sentences.
std::string to_words(std::chrono::nanoseconds duration);

}  // namespace tickbard
