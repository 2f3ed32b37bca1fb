#pragma once

#include <map>
#include <string>
#include <vector>

#include "aggregator/derive/coverage/coverage.hpp"
#include "daemon/derive/context.hpp"
#include "daemon/report/format.hpp"
#include "sinks/derived/constituents.hpp"

namespace tickbard {

/// One session of one market: how many of its symbols have a bar.
struct FillDay {
  std::string calendar;
  SessionDate session{};
  std::uint64_t symbols = 0;
  std::uint64_t universe = 0;  ///< symbols that follow this calendar
};

/// How complete and fresh the stored bars were at one time.
struct CoverageReport {
  UnixNanos generated_at{};
  bool tracked = false;             ///< the universe is what indices and watchlists name; else all stored symbols
  std::uint64_t tracked_count = 0;  ///< symbols that indices and watchlists name
  std::vector<IndexSize> indices;
  std::vector<ExpectedSessions> markets;  ///< of the universe
  std::vector<SymbolFreshness> universe;  ///< by symbol
  bool m5_counts = true;
  Coverage figures;
  std::vector<Symbol> missing_m5;            ///< have the expected session's daily bar and no 5-minute bar of it
  std::vector<FillDay> daily_fill, m5_fill;  ///< by calendar, then session
};

struct CoverageOptions {
  bool bars_enabled = true;  ///< ENABLE_PRICE_BARS: without it nobody waits for 5-minute bars
  std::uint32_t least_percent = 90;
  std::size_t daily_sessions = 50;  ///< of fill by date
  std::size_t m5_sessions = 5;
};

/// As of context.now. The universe is the active members of all indices and all watchlists or, where there are
/// none, every stored symbol that is not inactive.
StoreResult<CoverageReport> compute_coverage(const DeriveContext& context, const CoverageOptions& options = {});

/// Computes and keeps a row of `coverage_snapshots`. The answer: what was kept.
StoreResult<CoverageReport> record_coverage(const DeriveContext& context, const CoverageOptions& options = {});

/// `every_last`: with the newest session of each symbol, which a snapshot leaves out.
enum class EveryLast : bool { no, yes };
std::string coverage_json(const CoverageReport& report, EveryLast every_last);
std::string coverage_text(const CoverageReport& report, ReportFormat format);

}  // namespace tickbard
