#pragma once

#include "aggregator/derive/daily_bar.hpp"
#include "sinks/tables.hpp"

namespace tickbard {

/// A row of `daily_bars`. Prices are raw; adj_factor shows what splits since then make of them.
struct StoredDaily {
  DailyBar bar;
  Int128 adj_factor = 0;    ///< in 1e-12
  UnixNanos computed_at{};  ///< when a figure last changed
};
inline constexpr int kAdjFactorDigits = 12;

/// Every symbol's sessions from first to last, both included, by (symbol, session).
StoreResult<void> stream_daily(Tables& tables, SessionDate first, SessionDate last,
                               const std::function<void(StoredDaily&&)>& sink);

/// What breadth and indicators are made of, and no more of the row: they read millions.
struct DailyFigures {
  Symbol symbol;
  SessionDate session{};
  Price open, high, low, close;
  Volume volume_rth;
  bool is_final = false;
  std::uint32_t revision = 0;
};

/// As stream_daily.
StoreResult<void> stream_daily_figures(Tables& tables, SessionDate first, SessionDate last,
                                       const std::function<void(DailyFigures&&)>& sink);

/// One symbol's newest sessions up to and including `last`, at most `limit`, oldest first.
StoreResult<std::vector<StoredDaily>> daily_of_symbol(Tables& tables, const Symbol& symbol, SessionDate last,
                                                      std::size_t limit);

/// Every symbol of one session, by symbol.
StoreResult<void> daily_of_session(Tables& tables, SessionDate session,
                                   const std::function<void(StoredDaily&&)>& sink);

/// Every symbol with a daily bar, each once.
StoreResult<std::vector<Symbol>> daily_symbols(Tables& tables);

/// Writes rows as they are, with their origin; a row of minutes never replaces an imported one. The stored
/// revision counts changes of the row, whatever the bar's says; an equal row changes nothing. The answer: rows
/// changed.
StoreResult<std::size_t> write_daily(Tables& tables, std::span<const DailyBar> bars, UnixNanos now);

}  // namespace tickbard
