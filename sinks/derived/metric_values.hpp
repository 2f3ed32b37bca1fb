#pragma once

#include "sinks/tables.hpp"

namespace tickbard {

/// A row of `security_metric_values`.
struct MetricRow {
  Symbol ticker;
  SessionDate as_of_date{};
  std::string interval = "day";
  std::string key;              ///< as to_text(MetricKey) gives it
  std::optional<double> value;  ///< none: not enough history
  std::int64_t revision = 0;    ///< which state of the bars it was computed from
  UnixNanos computed_at{};      ///< set by the store
};

/// A row is replaced where value or revision differ: a missing value is computed again once there is history
/// (T-114), and every value after a correction or split (T-115). The answer: rows changed.
StoreResult<std::size_t> write_metrics(Tables& tables, std::span<const MetricRow> rows, UnixNanos now);

/// All values of one session, by (key, ticker).
StoreResult<void> stream_metrics(Tables& tables, SessionDate as_of_date, std::string_view interval,
                                 const std::function<void(MetricRow&&)>& sink);

/// One value of one security, sessions from first to last, both included, oldest first.
StoreResult<std::vector<MetricRow>> read_metric_series(Tables& tables, const Symbol& ticker,
                                                       std::string_view interval, std::string_view key,
                                                       SessionDate first, SessionDate last);

}  // namespace tickbard
