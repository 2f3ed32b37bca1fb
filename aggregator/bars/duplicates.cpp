#include "aggregator/bars/duplicates.hpp"

#include <algorithm>

namespace tickbard {
namespace {
constexpr std::size_t kFirstPlaces = 64;
constexpr std::size_t kPart = 64;  ///< places cleared in one go
static_assert(kFirstPlaces % kPart == 0);
}  // namespace

bool DuplicateSet::insert(const PrintKey& key) {
  if (4 * (size_ + 1) > 3 * places_.size()) rehash(std::max(kFirstPlaces, 2 * places_.size()));
  PrintKey& place = places_[place_of(key)];
  if (place.place != 0) return false;
  place = key;
  ++size_;
  return true;
}

void DuplicateSet::clear() {
  std::size_t all = SIZE_MAX;
  clear_some(all);
}

bool DuplicateSet::clear_some(std::size_t& left) {
  if (places_.size() > kFirstPlaces && 8 * size_ < places_.size()) {
    places_ = {};
  } else if (size_ != 0) {
    for (; left != 0 && cleared_ != places_.size(); --left, cleared_ += kPart)
      std::fill_n(places_.begin() + static_cast<std::ptrdiff_t>(cleared_), kPart, PrintKey{});
    if (cleared_ != places_.size()) return false;
  }
  cleared_ = size_ = 0;
  return true;
}

std::size_t DuplicateSet::place_of(const PrintKey& key) const noexcept {
  std::uint64_t h = (key.id ^ (key.place * 0x9E3779B97F4A7C15ULL)) * 0xD6E8FEB86659FD93ULL;
  h = (h ^ (h >> 32)) * 0xCA5A826395121157ULL;
  const std::size_t mask = places_.size() - 1;
  std::size_t i = (h ^ (h >> 29)) & mask;
  while (places_[i].place != 0 && !(places_[i] == key)) i = (i + 1) & mask;
  return i;
}

void DuplicateSet::rehash(std::size_t places) {
  std::vector<PrintKey> old(places);
  old.swap(places_);
  for (const PrintKey& key : old) {
    if (key.place != 0) places_[place_of(key)] = key;
  }
}

}  // namespace tickbard
