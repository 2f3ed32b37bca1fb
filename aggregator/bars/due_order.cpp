#include "aggregator/bars/due_order.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <string_view>

namespace tickbard {
namespace {

/// Its first eight bytes, zeros behind a shorter one: as a number they are ordered as the names are.
std::uint64_t beginning_of(const Symbol& symbol) {
  const std::string_view name = symbol.view();
  std::uint64_t bytes = 0;
  std::memcpy(&bytes, name.data(), std::min(name.size(), sizeof bytes));
  static_assert(std::endian::native == std::endian::little);
  return __builtin_bswap64(bytes);
}

}  // namespace

void DueOrder::add(MinuteStart minute, SymbolIndex symbol, SlotId slot) {
  all_.push_back({minute, beginning_of(symbols_.name(symbol)), symbol, slot});
}

void DueOrder::end_portion() {
  if (sorted_ == all_.size()) return;
  std::sort(all_.begin() + static_cast<std::ptrdiff_t>(sorted_), all_.end(),
            [this](const Due& a, const Due& b) { return before(a, b); });
  portions_.push_back({sorted_, all_.size()});
  std::push_heap(portions_.begin(), portions_.end(),
                 [this](const Portion& a, const Portion& b) { return later(a, b); });
  sorted_ = all_.size();
}

const std::vector<SlotId>& DueOrder::take(std::size_t most) {
  taken_.clear();
  while (taken_.size() < most && !portions_.empty()) taken_.push_back(take_one());
  if (portions_.empty()) {
    all_.clear();
    sorted_ = 0;
  }
  return taken_;
}

SlotId DueOrder::take_one() {
  const auto by_next = [this](const Portion& a, const Portion& b) { return later(a, b); };
  std::pop_heap(portions_.begin(), portions_.end(), by_next);
  Portion& first = portions_.back();
  const SlotId slot = all_[first.next++].slot;
  if (first.next == first.end) {
    portions_.pop_back();
  } else {
    std::push_heap(portions_.begin(), portions_.end(), by_next);
  }
  return slot;
}

bool DueOrder::before(const Due& a, const Due& b) const {
  if (a.minute != b.minute) return a.minute < b.minute;
  if (a.name != b.name) return a.name < b.name;
  return a.symbol != b.symbol && symbols_.name(a.symbol) < symbols_.name(b.symbol);
}

}  // namespace tickbard
