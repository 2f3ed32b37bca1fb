#include "aggregator/bars/minute_book.hpp"

#include <algorithm>

namespace tickbard {

MinutePage& MinuteBook::page(MinuteStart minute) {
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
  return **pages_.insert(at, std::move(fresh));
}

void MinuteBook::forget_oldest() {
  std::unique_ptr<MinutePage> page = std::move(pages_.front());
  pages_.erase(pages_.begin());
  forget_through(page->minute);
  page->closed = false;
  page->earlier.reset();
  page->slots.clear();
  page->changed.clear();
  page->seen.clear();
  spare_.push_back(std::move(page));
}

void MinuteBook::forget_through(MinuteStart minute) {
  forgotten_through_ = forgotten_through_ ? std::max(*forgotten_through_, minute) : minute;
}

}  // namespace tickbard
