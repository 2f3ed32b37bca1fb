#pragma once

#include "sinks/tables.hpp"

namespace tickbard {

struct Watchlist {
  std::string name;
  std::vector<Symbol> symbols;  ///< sorted
  UnixNanos created_at{};
};

/// Makes the list, or gives it exactly these symbols. The answer: rows changed.
StoreResult<std::size_t> write_watchlist(Tables& tables, std::string_view name, std::span<const Symbol> symbols,
                                         UnixNanos now);

/// The answer: rows deleted, 0 if there is no such list.
StoreResult<std::size_t> delete_watchlist(Tables& tables, std::string_view name);

/// By name.
StoreResult<std::vector<Watchlist>> read_watchlists(Tables& tables);

/// What is to be covered: the members of all indices and of all watchlists, sorted, each once.
StoreResult<std::vector<Symbol>> tracked_universe(Tables& tables);

}  // namespace tickbard
