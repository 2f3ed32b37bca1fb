#include "aggregator/market/event_log.hpp"

#include <utility>

namespace tickbard {
namespace {

std::int64_t minute_number(UnixNanos t) {
  return minute_of(t).time_since_epoch().count();
}

}  // namespace

bool EventLog::wants(LogKind kind, UnixNanos at) {
  Budget& budget = budgets_[static_cast<std::size_t>(kind)];
  if (budget.minute != minute_number(at)) begin_minute(kind, minute_number(at), at);
  if (budget.written < kPerMinute) return true;
  ++budget.left_out;
  return false;
}

void EventLog::write(LogKind kind, UnixNanos at, const std::string& feed, const Symbol& symbol,
                     std::string detail) {
  ++budgets_[static_cast<std::size_t>(kind)].written;
  LogEntry entry;
  entry.at = at;
  entry.feed = feed;
  entry.kind = kLogKindNames[static_cast<std::size_t>(kind)];
  entry.symbol = symbol.view();
  entry.detail = std::move(detail);
  out_.emplace_back(std::move(entry));
}

void EventLog::roll(UnixNanos wall) {
  for (std::size_t k = 0; k < budgets_.size(); ++k) {
    if (budgets_[k].left_out != 0 && budgets_[k].minute != minute_number(wall)) {
      begin_minute(static_cast<LogKind>(k), minute_number(wall), wall);
    }
  }
}

void EventLog::begin_minute(LogKind kind, std::int64_t minute, UnixNanos at) {
  Budget& budget = budgets_[static_cast<std::size_t>(kind)];
  const std::uint64_t left_out = budget.left_out;
  budget = {minute, 0, 0};
  if (left_out == 0) return;
  write(kind, at, "", Symbol{},
        std::to_string(left_out) + " more of this kind in the minute before were counted, but not written here.");
}

}  // namespace tickbard
