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
  /// Whether `id` is a trade id or a sequence number (kind), the exchange, and from kSymbolAt on the symbol; never
  /// 0.
  std::uint64_t place = 0;

  static constexpr std::uint8_t kById = 1, kBySequence = 2;
  static constexpr unsigned kExchangeAt = 2, kFreeFrom = 18, kSymbolAt = 26, kEnd = 48;  ///< bits of `place`
  static_assert(StableArray<Symbol>::kCapacity <= 1U << (kEnd - kSymbolAt));

  static constexpr std::uint64_t place_of(SymbolIndex symbol, std::uint16_t exchange, std::uint8_t kind) noexcept {
    return (std::uint64_t{symbol} << kSymbolAt) | (std::uint64_t{exchange} << kExchangeAt) | kind;
  }

  /// False if the provider gives neither id nor sequence: such prints cannot be told apart.
  static bool of(SymbolIndex symbol, std::uint16_t exchange, TradeId id, std::uint64_t sequence,
                 PrintKey& out) noexcept {
    if (!id && sequence == 0) return false;
    out.id = id ? id.value : sequence;
    out.place = place_of(symbol, exchange, id ? kById : kBySequence);
    return true;
  }

  friend bool operator==(const PrintKey&, const PrintKey&) = default;
};

/// Prints already taken in, of one feed's minute, whose ids did not grow: a flat open-addressing set.
/// Owner: market thread.
/// Lifetime: cleared with its minute; the memory is kept for another one, unless most of it was not needed.
class DuplicateSet {
 public:
  /// False if the key was there already.
  bool insert(const PrintKey& key);

  std::size_t size() const { return size_; }
  void clear();

  /// The same a part at a time, counting `left` down: true once it is empty. Not to be used until then.
  bool clear_some(std::size_t& left);

 private:
  void rehash(std::size_t places);
  std::size_t place_of(const PrintKey& key) const noexcept;

  std::vector<PrintKey> places_;  ///< a power of two; a free one has place == 0
  std::size_t size_ = 0;
  std::size_t cleared_ = 0;  ///< so many places, by clear_some()
};

}  // namespace tickbard
