#include "aggregator/derive/baselines/day_book.hpp"

#include <algorithm>
#include <utility>

namespace tickbard {
namespace {

std::vector<Symbol> sorted(std::unordered_set<Symbol> symbols) {
  std::vector<Symbol> out(symbols.begin(), symbols.end());
  std::ranges::sort(out);
  return out;
}

}  // namespace

const Session* DayBook::session_at(MinuteStart m) {
  if (session_ == nullptr || m < session_->pre_open || m >= session_->post_close) {
    session_ = calendar_.current_or_last(m);
  }
  return session_ != nullptr && m < session_->post_close ? session_ : nullptr;
}

void DayBook::apply(const Bar& minute) {
  const Session* session = session_at(minute.start);
  if (session == nullptr) return;
  SymbolDay& day = days_.try_emplace(minute.symbol, *session).first->second;
  if (day.bounds().date < session->date) {
    day = SymbolDay(*session);
    stale_.erase(minute.symbol);
  }
  switch (day.add(minute)) {
    case SymbolDay::Added::next:
      changed_.insert(minute.symbol);
      break;
    case SymbolDay::Added::stale:
      stale_.insert(minute.symbol);
      break;
    case SymbolDay::Added::ignored:
      break;
  }
}

DayBook::Changes DayBook::take() {
  return {sorted(std::exchange(changed_, {})), sorted(std::exchange(stale_, {}))};
}

void DayBook::rebuild(const Symbol& symbol, std::span<const Bar> minutes) {
  const Session* session = session_at(minutes.front().start);
  if (session == nullptr) return;
  SymbolDay day(*session);
  for (const Bar& minute : minutes) day.add(minute);
  days_.insert_or_assign(symbol, day);
  stale_.erase(symbol);
  changed_.insert(symbol);
}

const SymbolDay* DayBook::find(const Symbol& symbol) const {
  const auto found = days_.find(symbol);
  return found == days_.end() ? nullptr : &found->second;
}

}  // namespace tickbard
