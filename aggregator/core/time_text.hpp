#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "aggregator/core/error.hpp"
#include "aggregator/core/time.hpp"

namespace tickbard {

/// Reads RFC 3339 ("2026-11-20T14:30:00.5Z", "2026-11-20T09:30:00-05:00"; none or 1..9 digits of fraction; 't',
/// 'z' and a space between date and time are read too). Any instant that 64 bits of nanoseconds hold. Errors:
/// bad_time for every other text; a leap second (23:59:60) is none of our instants (T-011).
Parsed<UnixNanos> parse_rfc3339(std::string_view text) noexcept;

/// RFC 3339 UTC, the fraction without trailing zeros: "2026-11-20T14:30:00Z", "2026-11-20T14:30:00.25Z".
std::string to_rfc3339(UnixNanos t);

/// "2026-11-20"; nothing for any other form or for a day that does not exist.
std::optional<SessionDate> parse_date(std::string_view text) noexcept;
std::string to_text(SessionDate d);

/// A trade's time as given; bad_time outside 1990..2099 (T-012). The three below all end here.
Parsed<UnixNanos> event_time(UnixNanos t) noexcept;

/// An RFC 3339 trade time.
Parsed<UnixNanos> event_time_from_text(std::string_view rfc3339) noexcept;

/// An integer trade time in seconds, milli-, micro- or nanoseconds, told apart by magnitude: within 1990..2099 the
/// four ranges do not meet.
Parsed<UnixNanos> event_time_from_integer(std::int64_t t) noexcept;

/// A trade time in decimal seconds ("1618678142.557535"), exactly; bad_time if finer than a nanosecond.
Parsed<UnixNanos> event_time_from_seconds_text(std::string_view seconds) noexcept;

}  // namespace tickbard
