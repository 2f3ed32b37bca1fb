#pragma once

#include <string>
#include <vector>

#include "aggregator/core/time.hpp"
#include "daemon/report/format.hpp"
#include "sinks/tables.hpp"

namespace tickbard {

/// A row that a check of sql/checks has found.
struct Breach {
  std::string what, where, problem;  ///< as the check names them: a symbol, its minute, what is wrong
};

struct CheckResult {
  std::string name;  ///< of its file: bars_out_of_shape
  std::uint64_t breaches = 0;
  std::vector<Breach> first;  ///< at most kMostBreaches
};

/// Whether what is stored contradicts itself.
struct ChecksReport {
  static constexpr std::size_t kMostBreaches = 20;
  UnixNanos generated_at{};
  std::string store;
  std::vector<CheckResult> checks;  ///< by name

  std::uint64_t breaches() const;
};

/// Runs every check. Each reads whole tables: of a large store for minutes. Errors: of the store.
StoreResult<ChecksReport> run_checks(Tables& tables, UnixNanos now);

std::string checks_text(const ChecksReport& report, ReportFormat format);

}  // namespace tickbard
