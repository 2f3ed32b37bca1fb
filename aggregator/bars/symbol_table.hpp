#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "aggregator/bars/stable_array.hpp"
#include "aggregator/core/symbol.hpp"

namespace tickbard {

/// A symbol's place in every per-symbol array of the market: 0, 1, 2 … in order of first sight; never reused.
using SymbolIndex = std::uint32_t;

/// Symbol -> SymbolIndex.
/// Owner: market thread inserts; any thread finds, without a lock.
/// Lifetime: a table that was outgrown lives on until destruction, since a reader may still be in it.
class SymbolTable {
 public:
  SymbolTable();

  /// The symbol's index, new or known. None when StableArray's capacity is used up.
  std::optional<SymbolIndex> intern(const Symbol& symbol);

  std::optional<SymbolIndex> find(const Symbol& symbol) const noexcept;

  const Symbol& name(SymbolIndex i) const noexcept { return names_[i]; }
  std::size_t size() const noexcept { return names_.size(); }  ///< the writer's view

 private:
  /// Open addressing; a place holds index + 1, and 0 while it is free. At most half full.
  struct Table {
    explicit Table(std::size_t places);
    std::size_t mask;
    std::unique_ptr<std::atomic<std::uint32_t>[]> places;
  };

  static void put(Table& table, const Symbol& symbol, std::uint32_t value) noexcept;
  void grow();

  StableArray<Symbol> names_;
  std::vector<std::unique_ptr<Table>> tables_;  ///< the last one is current
  std::atomic<const Table*> current_;
};

}  // namespace tickbard
