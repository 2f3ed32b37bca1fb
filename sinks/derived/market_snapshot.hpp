#pragma once

#include "sinks/tables.hpp"

namespace tickbard {

/// A row of `market_snapshot` or `market_snapshot_history`.
struct SnapshotRow {
  Symbol symbol;
  std::string analysis_type;  ///< technical_1d, technical_5m, …
  SessionDate as_of_date{};
  std::optional<Price> close;
  std::optional<double> rsi_14, atr_14, adx_14, macd;
  std::optional<std::string> ma_bucket, stage_label;
  std::optional<double> stage_slope_pct, stage_dist_pct, perf_1d, perf_20d, perf_252d;
  std::string payload = "{}";       ///< JSON object; read back with sorted keys and without blanks
  std::optional<UnixNanos> expiry;  ///< follows from as_of_date: it alone is no change; not in the history
  std::uint32_t revision = 0;       ///< set by the store
  UnixNanos computed_at{};          ///< set by the store
};

/// Keeps figures: a new revision in the history where they differ from the last one of their session, and the
/// newest session of each symbol in `market_snapshot`. The answer: rows changed, 0 the second time.
StoreResult<std::size_t> write_snapshots(Tables& tables, std::span<const SnapshotRow> rows, UnixNanos now);

StoreResult<std::optional<SnapshotRow>> read_snapshot(Tables& tables, const Symbol& symbol,
                                                      std::string_view analysis_type);

/// Every symbol's, by symbol.
StoreResult<void> stream_snapshots(Tables& tables, std::string_view analysis_type,
                                   const std::function<void(SnapshotRow&&)>& sink);

enum class Revisions : std::uint8_t { newest, all };

/// Sessions from first to last, both included, by (as_of_date, revision).
StoreResult<std::vector<SnapshotRow>> read_snapshot_history(Tables& tables, const Symbol& symbol,
                                                            std::string_view analysis_type, SessionDate first,
                                                            SessionDate last,
                                                            Revisions revisions = Revisions::newest);

}  // namespace tickbard
