#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "aggregator/bars/bucket_pool.hpp"
#include "aggregator/bars/symbol_table.hpp"
#include "aggregator/core/time.hpp"

namespace tickbard {

/// Puts buckets in the order in which their bars leave, (minute, symbol), a portion at a time: each portion is
/// sorted by itself when it is in, and all of them are merged while they are taken out. So no call costs more than
/// what it takes in or gives out, however many there are.
/// Owner: market thread.
/// Lifetime: the symbols outlive it; the memory of the largest order stays.
class DueOrder {
 public:
  explicit DueOrder(const SymbolTable& symbols) : symbols_(symbols) {}

  /// So many will be added: none is moved then.
  void expect(std::size_t total) { all_.reserve(total); }

  void add(MinuteStart minute, SymbolIndex symbol, SlotId slot);

  /// What was added since the last call is a portion.
  void end_portion();

  bool empty() const { return portions_.empty(); }

  /// The next ones, at most so many. Precondition: end_portion() was called since the last add().
  const std::vector<SlotId>& take(std::size_t most);

 private:
  struct Due {
    MinuteStart minute{};
    std::uint64_t name = 0;  ///< how its symbol begins, as a number that sorts like the text
    SymbolIndex symbol = 0;
    SlotId slot = kNoSlot;
  };

  /// What is left of one.
  struct Portion {
    std::size_t next = 0, end = 0;  ///< in all_
  };

  bool before(const Due& a, const Due& b) const;
  bool later(const Portion& a, const Portion& b) const { return before(all_[b.next], all_[a.next]); }
  SlotId take_one();

  const SymbolTable& symbols_;
  std::vector<Due> all_;
  std::size_t sorted_ = 0;         ///< so many of them are in portions
  std::vector<Portion> portions_;  ///< a heap: whose next is due first is on top
  std::vector<SlotId> taken_;
};

}  // namespace tickbard
