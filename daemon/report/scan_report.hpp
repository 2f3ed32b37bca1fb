#pragma once

#include <map>
#include <string>
#include <vector>

#include "aggregator/derive/baselines/percent.hpp"
#include "aggregator/derive/breadth/series_summary.hpp"
#include "daemon/derive/context.hpp"
#include "daemon/report/format.hpp"
#include "daemon/report/storage_report.hpp"

namespace tickbard {

/// A line of the market snapshot.
struct MarketLine {
  Symbol symbol;
  std::optional<SessionDate> as_of;           ///< its newest session up to the report's; none: no daily bar
  Price last_close;                           ///< as traded
  std::optional<Percent> one_day, five_days;  ///< against its own bars before, in today's shares
};

/// One figure of a set with those of sessions before.
struct BreadthFigureLine {
  SeriesSummary summary;
  std::uint32_t valid = 0, missing = 0;
};

/// A set's breadth on the session.
struct UniverseScan {
  std::string name;
  std::string set_hash;
  std::uint32_t tickers = 0;
  std::map<std::string, BreadthFigureLine, std::less<>> figures;  ///< by key; empty: none is stored
  std::vector<SessionDate> sessions;                              ///< stored ones of the last ten, newest first
};

struct ScanReport {
  UnixNanos generated_at{};
  SessionDate session{};
  std::string calendar;
  std::string store;
  std::vector<MarketLine> market;
  std::vector<UniverseScan> universes;
  std::vector<std::string> issues;               ///< sentences
  std::uint64_t daily_bars = 0, final_bars = 0;  ///< of the session
  StorageReport storage;
};

struct ScanOptions {
  std::vector<std::string> sets;  ///< names or hashes; empty: every name with values, `all` first
  /// Those that follow another calendar than the report's are left out.
  std::vector<std::string> market{"SPY", "QQQ", "IWM"};
};

/// What is stored of one session; nothing is computed anew but means of stored values. Precondition: a session of
/// the calendar. Errors: a set that nothing is stored of, with the names that there are.
StoreResult<ScanReport> scan_session(const DeriveContext& context, const Calendar& calendar, SessionDate session,
                                     const ScanOptions& options, StorageReport storage);

std::string scan_text(const ScanReport& report, ReportFormat format);

}  // namespace tickbard
