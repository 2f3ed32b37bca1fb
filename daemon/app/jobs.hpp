#pragma once

#include <functional>
#include <memory>

#include "daemon/app/config.hpp"
#include "daemon/app/market_data.hpp"
#include "daemon/jobs/jobs_loop.hpp"
#include "daemon/report/measurements.hpp"

namespace tickbard {

/// The thread that derives, with every job there is; its runs are `owner`'s; `fail`: see JobsLoop. Lifetime:
/// `data` and `measurements` outlive it.
std::unique_ptr<JobsLoop> make_jobs(const Config& config, const MarketData& data, std::string owner,
                                    Measurements& measurements, const LogFn& log,
                                    std::function<void(std::string)> fail);

/// Whether anything is to be derived: not without bars.
inline bool jobs_enabled(const Config& config) {
  return config.bars.enabled && config.jobs_enabled;
}

}  // namespace tickbard
