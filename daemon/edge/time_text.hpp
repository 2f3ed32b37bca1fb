#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "aggregator/core/time.hpp"

namespace tickbard {

/// RFC 3339 in UTC, with as many fraction digits (0, 3, 6 or 9) as the instant needs: "2026-11-20T14:30:00Z".
std::string to_rfc3339(UnixNanos t);

/// "2026-11-20T14:30:00Z", any offset, fractions of up to nine digits; a space for the '+' of an offset, which is
/// what an unescaped '+' in a query string turns into. Or whole epoch seconds. 1970 to 2100. Errors: std::nullopt
/// for anything else, milliseconds included: their magnitude is not guessed.
std::optional<UnixNanos> parse_instant(std::string_view text);

/// "3 h 5 min", "12 s": the two leading parts, for sentences.
std::string to_words(std::chrono::nanoseconds duration);

}  // namespace tickbard
