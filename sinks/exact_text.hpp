#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "aggregator/core/decimal.hpp"
#include "aggregator/core/time.hpp"

namespace tickbard {

/// Decimal text as stores write it ("745000.00", "1.5e+20") in units of 10^-digits, rounded half to even where the
/// text is finer. Errors: nullopt for anything that is no decimal or does not fit.
std::optional<Int128> parse_wide_decimal(std::string_view text, int digits);

/// A SQLite REAL back as the decimal that was stored: its 15 significant digits.
std::optional<Int128> from_real(double value, int digits);

/// RFC 3339 UTC as stores keep instants: what is finer than a microsecond is cut off.
std::string utc_text(UnixNanos t);

std::int64_t to_unix_micros(UnixNanos t);
UnixNanos from_unix_micros(std::int64_t micros);

/// Text that every store takes: valid UTF-8 without NUL; other bytes become U+FFFD.
std::string storable_text(std::string_view text);

}  // namespace tickbard
