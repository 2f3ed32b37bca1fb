#pragma once

#include <filesystem>
#include <optional>

#include "aggregator/core/error.hpp"

namespace date {
class time_zone;
}

namespace tickbard {

inline constexpr const char* kZoneDirectory = "/usr/share/zoneinfo";

/// Reads America/New_York from the system's tz database, once, at start. The one function under aggregator/ that
/// reads a file: a calendar without time zones is none, and the zone is handed to the calendar as a value.
/// `directory` is looked into first, so that a missing or broken database is named before the library meets it;
/// the library itself reads the system's.
/// Errors: one sentence that names the file and the package to install (T-009).
/// Lifetime: the zone lives as long as the process.
Result<const date::time_zone*> load_new_york_zone(const std::filesystem::path& directory = kZoneDirectory);

/// Whether the zone knows New York's winter and summer of 2025: a database cut short (or another zone) does not.
std::optional<Problem> check_new_york(const date::time_zone& zone);

}  // namespace tickbard
