#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "aggregator/bars/symbol_table.hpp"
#include "aggregator/core/tick.hpp"

namespace tickbard {

/// What makes a print the same print: its symbol, its exchange and the provider's id there. All 16 bytes are kept,
/// so two different prints are never taken for one.
struct PrintKey {
  std::uint64_t id = 0;
  std::uint64_t place = 0;  ///< symbol, exchange, and whether `id` is a trade id or a sequence number; never 0

  /// False if the provider gives neither id nor sequence: such prints cannot be told apart.
  static bool of(SymbolIndex symbol, std::uint16_t exchange, TradeId id, std::uint64_t sequence,
                 PrintKey& out) noexcept;

  friend bool operator==(const PrintKey&, const PrintKey&) = default;
};

/// The prints already taken in of one event minute of one feed: a flat open-addressing set.
/// Owner: market thread.
/// Lifetime: cleared with its minute; the memory is kept for another minute, so that no print allocates once the
/// busiest minute has been seen.
class DuplicateSet {
 public:
  /// False if the key was there already.
  bool insert(const PrintKey& key);

  std::size_t size() const { return size_; }
  void clear();

 private:
  void rehash(std::size_t places);
  std::size_t place_of(const PrintKey& key) const noexcept;

  std::vector<PrintKey> places_;  ///< a power of two; a free one has place == 0
  std::size_t size_ = 0;
};

}  // namespace tickbard
