#include "aggregator/derive/baselines/symbol_day.hpp"

#include <algorithm>

namespace tickbard {

void DayRange::add(const Bar& minute) {
  if (!high || minute.high > high->price) high = Touch{minute.high, minute.start};
  if (!low || minute.low < low->price) low = Touch{minute.low, minute.start};
  if (minute.vwap) vwap.add(*minute.vwap, minute.volume);
}

SymbolDay::Added SymbolDay::add(const Bar& minute) {
  const Segment segment = bounds_.segment(minute.start);
  if (segment == Segment::overnight) return Added::ignored;
  if (const auto newest = last(); newest && minute.start <= newest->start) {
    const bool same =
        minute.start == newest->start && minute.revision == last_revision_ && minute.trade_count == last_trades_;
    return same ? Added::ignored : Added::stale;
  }
  if (!minute.has_price()) return Added::ignored;
  if (!minute.has_price()) return Added::ignored;
  auto& first = first_[static_cast<std::size_t>(segment)];
  if (!first) first = FirstMinute{minute.start, minute.open, minute.volume, minute.quality};
  if (segment == Segment::rth) {
    range_.add(minute);
    regular_volume_.raw += minute.volume.raw;
  }
  volume_.raw += minute.volume.raw;
  recent_[minutes_++ % kRecent] = {minute.start, minute.close};
  last_revision_ = minute.revision;
  last_trades_ = minute.trade_count;
  return Added::next;
}

std::optional<SymbolDay::Close> SymbolDay::last() const {
  if (minutes_ == 0) return std::nullopt;
  return recent_[(minutes_ - 1) % kRecent];
}

std::optional<SymbolDay::Close> SymbolDay::last_ended_by(MinuteStart end) const {
  const std::uint64_t kept = std::min<std::uint64_t>(minutes_, kRecent);
  for (std::uint64_t back = 1; back <= kept; ++back) {
    const Close& c = recent_[(minutes_ - back) % kRecent];
    if (c.start + std::chrono::minutes{1} <= end) return c;
  }
  return std::nullopt;
}

}  // namespace tickbard
