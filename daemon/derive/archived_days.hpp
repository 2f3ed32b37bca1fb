#pragma once

#include <map>
#include <optional>
#include <string>

#include "aggregator/calendar/calendar.hpp"
#include "sinks/derived/archives.hpp"

namespace tickbard {

/// The days of minutes that retention took to files. Late rows may bring a part of such a day back, which must not
/// pass for the whole. Immutable. Errors: of the store.
class ArchivedDays {
 public:
  static StoreResult<ArchivedDays> read(Tables& tables);

  bool touch(const Session& session) const;

  /// A sentence if the session has minutes in the store, and fewer than its archives.
  StoreResult<std::optional<std::string>> part_of(Tables& tables, const Session& session) const;

 private:
  std::map<std::chrono::sys_days, ArchiveRow> days_;
};

}  // namespace tickbard
