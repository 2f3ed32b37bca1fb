#pragma once

#include "aggregator/derive/baselines/baselines.hpp"
#include "sinks/tables.hpp"

namespace tickbard {

/// A row of `symbol_state`. Not stored, hence not read back: AsOfChange::cross_segment; yesterday_stale is read
/// from the quality of yesterday's close.
struct SymbolState {
  Symbol symbol;
  Baselines figures;
  UnixNanos last_updated{};  ///< set by the store: when a figure last changed
};

struct PastSymbolState {
  UnixNanos taken_at{};  ///< end of the segment that it describes
  SymbolState state;
};

/// Figures without a price have no row and are passed over. The answer: rows changed.
StoreResult<std::size_t> write_symbol_states(Tables& tables, std::span<const SymbolState> rows, UnixNanos now);

/// The same into `symbol_state_history`; taking a moment again replaces what differs.
StoreResult<std::size_t> write_symbol_state_history(Tables& tables, UnixNanos taken_at,
                                                    std::span<const SymbolState> rows, UnixNanos now);

StoreResult<std::optional<SymbolState>> read_symbol_state(Tables& tables, const Symbol& symbol);

/// Every symbol of a calendar, by symbol: what a leaderboard ranks. An empty `calendar` is all of them.
StoreResult<void> stream_symbol_states(Tables& tables, std::string_view calendar,
                                       std::string_view default_calendar,
                                       const std::function<void(SymbolState&&)>& sink);

/// taken_at in [from, to), oldest first.
StoreResult<std::vector<PastSymbolState>> read_symbol_state_history(Tables& tables, const Symbol& symbol,
                                                                    UnixNanos from, UnixNanos to,
                                                                    std::size_t limit);

}  // namespace tickbard
