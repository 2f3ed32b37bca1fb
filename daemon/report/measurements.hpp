#pragma once

#include <mutex>
#include <vector>

#include "aggregator/derive/coverage/coverage.hpp"
#include "daemon/report/storage_report.hpp"

namespace tickbard {

/// What the last hourly look at the store found, kept for metrics between the looks.
/// Owner: any thread.
class Measurements {
 public:
  struct Values {
    std::array<std::uint64_t, kLags> daily{}, m5{};  ///< symbols by lag
    std::vector<KindUsage> storage;                  ///< empty: not looked yet
  };

  void set_coverage(const Coverage& coverage) {
    const std::lock_guard lock(mutex_);
    values_.daily = coverage.daily.symbols;
    values_.m5 = coverage.m5.symbols;
  }
  void set_storage(std::vector<KindUsage> kinds) {
    const std::lock_guard lock(mutex_);
    values_.storage = std::move(kinds);
  }
  Values read() const {
    const std::lock_guard lock(mutex_);
    return values_;
  }

 private:
  mutable std::mutex mutex_;
  Values values_;
};

}  // namespace tickbard
