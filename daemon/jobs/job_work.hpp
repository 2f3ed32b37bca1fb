#pragma once

#include <functional>
#include <map>

#include "daemon/derive/derive.hpp"
#include "daemon/jobs/schedule.hpp"

namespace tickbard {

/// What a job does: its run is one session of one calendar, or for coverage an hour.
using JobWork = std::function<StoreResult<DeriveReport>(const DeriveContext&, const DueRun&)>;
using JobWorks = std::map<Job, JobWork>;

/// The jobs that derive: daily_provisional, daily_final, breadth, indicators. Coverage and retention are added by
/// who builds the daemon.
JobWorks deriving_works();

/// Whatever sessions the dirty days touch, derived anew; the marks that were seen are taken away. A running
/// session's daily bar waits for its close.
struct DirtyReport {
  DeriveReport derived;
  std::size_t days = 0;         ///< marks taken away
  bool newest_session = false;  ///< one of the sessions is a calendar's newest, running or over: states are of it
};
StoreResult<DirtyReport> derive_dirty(const DeriveContext& context, const DirtyWork& work);

}  // namespace tickbard
