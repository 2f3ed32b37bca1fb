#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "aggregator/calendar/local_time.hpp"
#include "aggregator/core/error.hpp"

namespace tickbard {

/// Instants of a file: with their offset, as Unix numbers, or by the clocks of a zone that a person named.
/// Immutable; any thread.
class ZonedTime {
 public:
  ZonedTime() = default;  ///< no zone: a local time is refused

  /// "UTC" or a name of the tz database ("America/New_York"). Errors: a sentence with what is allowed.
  static Result<ZonedTime> named(const std::string& zone);

  /// RFC 3339 with an offset; whole Unix seconds, milli-, micro- or nanoseconds; "2026-11-20 09:30[:00[.000]]" (or
  /// with T) by the zone's clocks. Errors: a phrase that completes "the time …".
  Result<UnixNanos> read(std::string_view text) const;

 private:
  Result<UnixNanos> local(std::string_view text, UnixNanos as_if_utc) const;

  std::optional<LocalTime> zone_;
  std::string name_;
};

}  // namespace tickbard
