#include "aggregator/bars/minute_book.hpp"

#include <algorithm>

namespace tickbard {

bool MinutePage::unseen(SymbolIndex symbol, const PrintKey& key) {
  // The key without an id says that all with its symbol, exchange and kind of id are in the set.
  if (seen.insert({0, key.place})) {
    prints.each_key(symbol, [&](const PrintKey& other) {
      if (other.place == key.place) seen.insert(other);
    });
  }
  return seen.insert(key);
}

MinutePage& MinuteBook::older_or_new_page(MinuteStart minute) {
  auto at = pages_.end();
  while (at != pages_.begin() && (*std::prev(at))->minute >= minute) --at;
  if (at != pages_.end() && (*at)->minute == minute) return **at;
  std::unique_ptr<MinutePage> fresh;
  if (spare_.empty()) {
    fresh = std::make_unique<MinutePage>();
  } else {
    fresh = std::move(spare_.back());
    spare_.pop_back();
  }
  fresh->minute = minute;
  fresh->keeps_trades = keeps_trades_;
  return **pages_.insert(at, std::move(fresh));
}

void MinuteBook::retire_oldest() {
  retired_ = std::move(pages_.front());
  pages_.erase(pages_.begin());
  retired_->closed = retired_->retired = true;
  forget_through(retired_->minute);
}

bool MinuteBook::forget_retired(std::size_t& left) {
  MinutePage& page = *retired_;
  if (!page.seen.clear_some(left)) return false;
  page.closed = page.retired = false;
  page.bits = 0;
  page.earlier.reset();
  page.slots.clear();
  page.prints.clear();
  spare_.push_back(std::move(retired_));
  return true;
}

void MinuteBook::forget_through(MinuteStart minute) {
  forgotten_through_ = forgotten_through_ ? std::max(*forgotten_through_, minute) : minute;
}

}  // namespace tickbard
