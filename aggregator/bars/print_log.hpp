#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "aggregator/bars/bucket_data.hpp"
#include "aggregator/bars/duplicates.hpp"

namespace tickbard {

/// The prints of one feed's minute in order of arrival, and each symbol's among them: what tells that a print came
/// before, and, where prints may be taken back, what a bucket is built anew from.
/// They are written one after the other, so that a print costs no cache miss, and a quiet symbol no block of its
/// own; a symbol's are a chain that begins with its newest.
/// Owner: market thread. Units: 16 bytes a print, 40 where it is kept; 8 more where it has a sequence beside its
/// id. Lifetime: cleared with its minute; of the memory so much stays as that minute needed.
class PrintLog {
 public:
  /// A print was taken in.
  [[gnu::always_inline]] void note(SymbolIndex symbol, const PrintKey& key) { append(symbol, key, true); }

  /// It may be taken back: of the print noted last, or of one without a key, or of another log's.
  void keep(SymbolIndex symbol, const Print& print);

  /// Hands out a kept print and forgets it; its key stays. None if the symbol has no such print.
  std::optional<Print> take_back(SymbolIndex symbol, std::uint16_t exchange, TradeId id);

  /// Adds the symbol's kept prints to `data`, in order of arrival. They fitted when they came, so they fit now.
  void replay(SymbolIndex symbol, BucketData& data) const;

  /// Calls f(key) for every noted print of the symbol.
  template <class F>
  void each_key(SymbolIndex symbol, F&& f) const {
    for (std::uint32_t n = newest_of(symbol); n != kNone; n = entry(n).older) {
      if (entry(n).noted()) f(key_of(symbol, entry(n)));
    }
  }

  void clear();

 private:
  static constexpr std::uint32_t kNone = 0;  ///< prints count from 1
  static constexpr std::size_t kChunk = 1024;

  /// Without values of its own: a chunk of them is not touched before it is needed.
  struct Entry {
    std::uint64_t id;  ///< what PrintKey::id is
    std::uint32_t older;
    std::uint32_t of;  ///< kind (0: it has no key) and exchange as in PrintKey::place; above them kNoted (else it
                       ///< is kept alone) and PrintEffect, where it is kept

    std::uint8_t kind() const { return of & ((1U << PrintKey::kExchangeAt) - 1); }
    std::uint16_t exchange() const { return static_cast<std::uint16_t>(of >> PrintKey::kExchangeAt); }
    bool noted() const { return (of & kNoted) != 0; }
    std::uint8_t effect() const { return static_cast<std::uint8_t>(of >> kEffectAt); }
  };
  static constexpr std::uint32_t kNoted = 1U << PrintKey::kFreeFrom, kOfKey = kNoted - 1;
  static constexpr unsigned kEffectAt = PrintKey::kFreeFrom + 1;

  static_assert(sizeof(Entry) == 16);

  struct Trade {
    Price price;
    Size size;  ///< 0: not kept, or taken back
    UnixNanos time{};
  };

  using Entries = std::array<Entry, kChunk>;
  using Trades = std::array<Trade, kChunk>;
  using Sequences = std::array<std::uint64_t, kChunk>;
  using Newest = std::array<std::uint32_t, kChunk>;

  static PrintKey key_of(SymbolIndex symbol, const Entry& e);
  Print print_of(std::uint32_t n, const Trade& t) const;

  [[gnu::always_inline]] Entry& append(SymbolIndex symbol, const PrintKey& key, bool noted) {
    const std::size_t chunk = symbol / kChunk, place = size_ % kChunk;
    if (place == 0 || chunk >= newest_.size() || !newest_[chunk]) make_room(chunk);
    std::uint32_t& newest = (*newest_[chunk])[symbol % kChunk];
    if (last_trades_ != nullptr) (*last_trades_)[place].size = {};
    Entry& e = (*last_entries_)[place];
    e = {key.id, newest, (static_cast<std::uint32_t>(key.place) & kOfKey) | (noted ? kNoted : 0)};
    newest = ++size_;
    return e;
  }
  void make_room(std::size_t chunk_of_symbol);
  std::uint32_t newest_of(SymbolIndex symbol) const {
    const std::size_t chunk = symbol / kChunk;
    return chunk < newest_.size() && newest_[chunk] ? (*newest_[chunk])[symbol % kChunk] : kNone;
  }
  const Entry& entry(std::uint32_t n) const { return (*entries_[(n - 1) / kChunk])[(n - 1) % kChunk]; }
  const Trade* trade(std::uint32_t n) const {
    const Trades* chunk = trades_[(n - 1) / kChunk].get();
    return chunk == nullptr ? nullptr : &(*chunk)[(n - 1) % kChunk];
  }

  std::uint32_t size_ = 0;
  std::vector<std::unique_ptr<Entries>> entries_;
  std::vector<std::unique_ptr<Trades>> trades_;        ///< of the same prints; none where none was kept
  std::vector<std::unique_ptr<Sequences>> sequences_;  ///< of those with an id; none where all were 0
  Entries* last_entries_ = nullptr;              ///< where the next print comes, unless a chunk begins with it
  Trades* last_trades_ = nullptr;                ///< likewise
  std::vector<std::unique_ptr<Newest>> newest_;  ///< by SymbolIndex, made where needed
};

}  // namespace tickbard
