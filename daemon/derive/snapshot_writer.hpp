#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "aggregator/derive/indicators/indicator_set.hpp"
#include "aggregator/derive/interval.hpp"
#include "daemon/derive/context.hpp"
#include "sinks/derived/market_snapshot.hpp"

namespace tickbard {

/// Collects snapshots and writes them in batches. The first error is kept and ends the writing.
/// Owner: one thread.
class SnapshotWriter {
 public:
  /// Their analysis type is technical_<interval>.
  SnapshotWriter(const DeriveContext& context, Interval interval, const Calendar& calendar)
      : context_(context),
        type_("technical_" + std::string(name_of(interval))),
        daily_(interval == Interval::d1),
        calendar_(calendar) {}

  void add(const Symbol& symbol, const IndicatorSnapshot& snapshot);

  /// The answer: rows changed in all.
  StoreResult<std::uint64_t> finish();

  bool failed() const { return error_.has_value(); }

 private:
  void flush();
  /// Until the next session's figures can be there.
  std::optional<UnixNanos> expiry_of(SessionDate session);

  const DeriveContext& context_;
  std::string type_;
  bool daily_;
  const Calendar& calendar_;
  std::map<SessionDate, std::optional<UnixNanos>> expiries_;
  std::vector<SnapshotRow> rows_;
  std::uint64_t changed_ = 0;
  std::optional<StoreError> error_;
};

}  // namespace tickbard
