#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

#include "aggregator/bars/bucket_data.hpp"

namespace tickbard {

/// The prints of buckets whose feed may take prints back, in order of arrival, until the amend window is over.
/// Kept in small blocks that all buckets share, so a busy minute does not leave its memory with one symbol.
/// Owner: market thread.
class TradeLog {
 public:
  /// One bucket's list. Empty as constructed; to be cleared before it is forgotten.
  struct List {
    std::uint32_t first = kNone;
    std::uint32_t last = kNone;
  };

  void append(List& list, const Print& print);
  void clear(List& list);

  /// nullptr if the list has no such print.
  Print* find(const List& list, std::uint16_t exchange, TradeId id) noexcept;

  /// Precondition: `print` is from find() on this list.
  static void erase(Print& print) noexcept { print.size.raw = 0; }

  /// Adds every print that was not erased to `data`, in order. They fitted when they came, so they fit now.
  void replay(const List& list, BucketData& data) const noexcept;

 private:
  static constexpr std::uint32_t kNone = UINT32_MAX;
  static constexpr std::size_t kPerBlock = 5;
  struct Block {
    std::array<Print, kPerBlock> prints;  ///< size 0 marks an erased one
    std::uint32_t used = 0;
    std::uint32_t next = kNone;
  };

  std::uint32_t take();

  std::deque<Block> blocks_;
  std::vector<std::uint32_t> free_;
};

}  // namespace tickbard
