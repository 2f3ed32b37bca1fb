#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "aggregator/bars/stable_array.hpp"
#include "aggregator/core/fetch.hpp"
#include "aggregator/core/symbol.hpp"

namespace tickbard {

/// A symbol's place in every per-symbol array of the market: 0, 1, 2 … in order of first sight; never reused.
using SymbolIndex = std::uint32_t;

/// Symbol -> SymbolIndex.
/// Owner: market thread inserts; any thread finds, without a lock.
/// Lifetime: a table that was outgrown lives on until destruction, since a reader may still be in it.
class SymbolTable {
 public:
  /// For so many, all US stocks, everything that is kept a symbol or bucket has room from the start (of addresses:
  /// memory is taken as it is used). To grow would copy all of it in one go, while trades wait.
  static constexpr std::size_t kExpected = 16'384;

  SymbolTable();

  /// The symbol's index, new or known. None when StableArray's capacity is used up.
  std::optional<SymbolIndex> intern(const Symbol& symbol);

  std::optional<SymbolIndex> find(const Symbol& symbol) const noexcept;

  /// Brings what likely() will look at into the cache.
  void expect(std::uint64_t hash) const noexcept {
    const Table& table = *current_.load(std::memory_order_acquire);
    __builtin_prefetch(&table.places[hash & table.mask]);
  }

  /// Very likely the index of the symbol of that hash: its name has not been looked at.
  std::optional<SymbolIndex> likely(std::uint64_t hash) const noexcept {
    return find_if(hash, [](SymbolIndex) { return true; });
  }
  void expect_name(SymbolIndex i) const noexcept { fetch(&names_[i], sizeof(Symbol)); }

  const Symbol& name(SymbolIndex i) const noexcept { return names_[i]; }
  std::size_t size() const noexcept { return names_.size(); }  ///< the writer's view

 private:
  /// Open addressing. A place holds the upper half of the name's hash and, below, its index + 1; 0 while it is
  /// free. At most half full.
  struct Table {
    explicit Table(std::size_t places);
    std::size_t mask;
    std::unique_ptr<std::atomic<std::uint64_t>[]> places;
  };
  static constexpr std::uint64_t kTag = 0xFFFFFFFF00000000ULL;

  /// The first index with that half of the hash for which is_it(index) holds.
  template <class IsIt>
  std::optional<SymbolIndex> find_if(std::uint64_t hash, IsIt is_it) const noexcept {
    const Table& table = *current_.load(std::memory_order_acquire);
    for (std::size_t i = hash & table.mask;; i = (i + 1) & table.mask) {
      // Acquire: whoever finds the value finds the name behind it.
      const std::uint64_t place = table.places[i].load(std::memory_order_acquire);
      if (place == 0) return std::nullopt;
      const auto index = static_cast<SymbolIndex>(place - 1);
      if (((place ^ hash) & kTag) == 0 && is_it(index)) return index;
    }
  }

  static void put(Table& table, const Symbol& symbol, SymbolIndex index) noexcept;
  void grow();

  StableArray<Symbol> names_;
  std::vector<std::unique_ptr<Table>> tables_;  ///< the last one is current
  std::atomic<const Table*> current_;
};

}  // namespace tickbard
