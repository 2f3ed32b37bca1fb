#include "aggregator/bars/trade_log.hpp"

namespace tickbard {

void TradeLog::append(List& list, const Print& print) {
  if (list.last == kNone || blocks_[list.last].used == kPerBlock) {
    const std::uint32_t block = take();
    (list.last == kNone ? list.first : blocks_[list.last].next) = block;
    list.last = block;
  }
  Block& block = blocks_[list.last];
  block.prints[block.used++] = print;
}

void TradeLog::clear(List& list) {
  for (std::uint32_t b = list.first; b != kNone;) {
    const std::uint32_t next = blocks_[b].next;
    blocks_[b].used = 0;
    blocks_[b].next = kNone;
    free_.push_back(b);
    b = next;
  }
  list = {};
}

Print* TradeLog::find(const List& list, std::uint16_t exchange, TradeId id) noexcept {
  for (std::uint32_t b = list.first; b != kNone; b = blocks_[b].next) {
    Block& block = blocks_[b];
    for (std::uint32_t i = 0; i < block.used; ++i) {
      Print& p = block.prints[i];
      if (p.id == id && p.exchange == exchange && p.size.raw != 0) return &p;
    }
  }
  return nullptr;
}

void TradeLog::replay(const List& list, BucketData& data) const noexcept {
  for (std::uint32_t b = list.first; b != kNone; b = blocks_[b].next) {
    const Block& block = blocks_[b];
    for (std::uint32_t i = 0; i < block.used; ++i) {
      if (block.prints[i].size.raw != 0) data.add(block.prints[i]);
    }
  }
}

std::uint32_t TradeLog::take() {
  if (free_.empty()) {
    blocks_.emplace_back();
    return static_cast<std::uint32_t>(blocks_.size() - 1);
  }
  const std::uint32_t block = free_.back();
  free_.pop_back();
  return block;
}

}  // namespace tickbard
