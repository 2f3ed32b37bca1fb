#pragma once

#include "sinks/derived/daily_bars.hpp"

namespace tickbard {

// Daily bars of securities instead of symbols: each is under the name of today, with the days under its former
// names
// (`symbol_changes`) before. What is derived over days reads these; export reads the rows as they are.

/// As stream_daily.
StoreResult<void> stream_history(Tables& tables, SessionDate first, SessionDate last,
                                 const std::function<void(StoredDaily&&)>& sink);

/// As stream_daily_figures.
StoreResult<void> stream_history_figures(Tables& tables, SessionDate first, SessionDate last,
                                         const std::function<void(DailyFigures&&)>& sink);

/// As daily_of_symbol.
StoreResult<std::vector<StoredDaily>> history_of_symbol(Tables& tables, const Symbol& symbol, SessionDate last,
                                                        std::size_t limit);

/// Every security with a daily bar by its name of today, each once, sorted.
StoreResult<std::vector<Symbol>> history_symbols(Tables& tables);

}  // namespace tickbard
