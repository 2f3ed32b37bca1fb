#pragma once

#include "aggregator/derive/interval.hpp"
#include "sinks/tables.hpp"

namespace tickbard {

/// What higher bars are folded from. Minutes are the definition; 5m serves where only 5-minute history was
/// imported (its vwap is rounded already, and weighs minutes without a vwap too).
enum class FoldFrom : std::uint8_t { minutes, m5 };

struct HigherRollup {
  Interval interval = Interval::m5;   ///< m5, m15 or h1
  std::span<const BarSpan> spans;     ///< ascending, apart, none across a segment's end
  std::string_view calendar;          ///< symbols of this calendar alone …
  std::string_view default_calendar;  ///< … which is that of symbols without a row in instruments
  std::span<const Symbol> only;       ///< empty: every symbol
  FoldFrom from = FoldFrom::minutes;
  bool keep_existing = false;  ///< only makes bars that are missing: what is folded here may be a part of what was
};

/// Folds stored bars into bars_5m, bars_15m or bars_1h, set-wise in the store. A row is replaced only where a
/// figure differs and (revision, trade_count) is not less. The answer, the number of rows changed, is 0 the second
/// time.
StoreResult<std::size_t> rollup_higher(Tables& tables, const HigherRollup& rollup, UnixNanos now);

/// Symbols of a calendar with 5-minute bars in [from, to) and no minute: those whose longer bars follow from the
/// 5-minute bars. Sorted.
StoreResult<std::vector<Symbol>> symbols_of_fives_alone(Tables& tables, const BarSpan& span,
                                                        std::string_view calendar,
                                                        std::string_view default_calendar);

/// The same rows, folded elsewhere.
StoreResult<std::size_t> write_higher(Tables& tables, Interval interval, std::span<const Bar> bars, UnixNanos now);

/// As Store::bars, for 1m and the higher intervals.
StoreResult<std::vector<StoredBar>> read_bars(Tables& tables, Interval interval, const BarQuery& query);

/// Every symbol's bars with start in [from, to), by (start, symbol).
StoreResult<void> stream_bars(Tables& tables, Interval interval, MinuteStart from, MinuteStart to,
                              const std::function<void(StoredBar&&)>& sink);

/// Minutes from `from` on that were written at `since` or later, by (start, symbol): what a follower of the stored
/// bars has not seen. `since` is included, for two writers may share a microsecond; folding a minute twice is
/// harmless.
StoreResult<void> changed_minutes(Tables& tables, UnixNanos since, MinuteStart from,
                                  const std::function<void(StoredBar&&)>& sink);

/// The table that holds bars of an interval but 1d: price_bars, bars_5m, …
std::string_view table_of(Interval interval);

/// timestamp, symbol, open, high, low, close, volume, vwap, trade_count, revision, quality, created_at.
class RowReader;
StoredBar stored_bar(RowReader& row);

}  // namespace tickbard
