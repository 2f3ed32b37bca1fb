#include "aggregator/market/last_prints.hpp"

#include <bit>

namespace tickbard {
namespace {

std::int64_t days_of(SessionDate date) {
  return std::chrono::sys_days{date}.time_since_epoch().count();
}

SessionDate date_of(std::int64_t days) {
  return std::chrono::sys_days{std::chrono::days{days}};
}

std::optional<Price> known(std::int64_t raw) {
  return raw == 0 ? std::nullopt : std::optional(Price{raw});
}

}  // namespace

void LastPrints::see(SymbolIndex symbol, const Tick& tick, const SessionCursor::Place& place,
                     const Calendar* calendar, const std::optional<ThresholdAlerts::KnownClose>& previous) {
  if (place.segment == Segment::overnight) return;
  while (slots_.size() <= symbol) {
    slots_.append();
    size_.store(slots_.size(), std::memory_order_release);
  }
  Slot& slot = slots_[symbol];
  Words w = load(slot);
  const std::int64_t session = days_of(place.session);
  if (w[kPrice] != 0 && w[kSession] > session) return;
  if (w[kPrice] == 0 || w[kSession] < session) {
    w = {};
    w[kSession] = session;
    w[kCalendar] = static_cast<std::int64_t>(std::bit_cast<std::uintptr_t>(calendar));
  }
  if (place.segment == Segment::rth && w[kFirstRegular] == 0) w[kFirstRegular] = tick.price.raw;
  if (w[kPrice] == 0 || to_unix_nanos(tick.event_time) >= w[kTime]) {
    w[kPrice] = tick.price.raw;
    w[kTime] = to_unix_nanos(tick.event_time);
  }
  if (previous) {
    w[kPreviousClose] = previous->price.raw;
    w[kPreviousSession] = days_of(previous->session);
  }
  publish(slot, w);
}

void LastPrints::clear() {
  for (std::size_t i = 0; i < slots_.size(); ++i) publish(slots_[i], {});
}

std::vector<LastPrint> LastPrints::all() const {
  std::vector<LastPrint> out;
  const std::size_t size = size_.load(std::memory_order_acquire);
  for (std::size_t i = 0; i < size; ++i) {
    const Words w = read(slots_[i]);
    if (w[kPrice] == 0) continue;
    const auto* calendar = std::bit_cast<const Calendar*>(static_cast<std::uintptr_t>(w[kCalendar]));
    LastPrint& print = out.emplace_back();
    print.symbol = symbols_.name(static_cast<SymbolIndex>(i));
    print.calendar = calendar == nullptr ? "always" : std::string(calendar->name());
    print.session = date_of(w[kSession]);
    print.price = Price{w[kPrice]};
    print.time = from_unix_nanos(w[kTime]);
    print.first_regular = known(w[kFirstRegular]);
    print.previous_close = known(w[kPreviousClose]);
    print.previous_session = date_of(w[kPreviousSession]);
  }
  return out;
}

LastPrints::Words LastPrints::load(const Slot& slot) {
  Words w;
  for (std::size_t i = 0; i < w.size(); ++i) w[i] = slot.words[i].load(std::memory_order_relaxed);
  return w;
}

void LastPrints::publish(Slot& slot, const Words& words) {
  const std::uint64_t version = slot.version.load(std::memory_order_relaxed);
  slot.version.store(version + 1, std::memory_order_relaxed);
  for (std::size_t i = 0; i < words.size(); ++i) slot.words[i].store(words[i], std::memory_order_release);
  slot.version.store(version + 2, std::memory_order_release);
}

LastPrints::Words LastPrints::read(const Slot& slot) {
  for (;;) {
    const std::uint64_t before = slot.version.load(std::memory_order_acquire);
    Words w;
    for (std::size_t i = 0; i < w.size(); ++i) w[i] = slot.words[i].load(std::memory_order_acquire);
    if ((before & 1) == 0 && slot.version.load(std::memory_order_relaxed) == before) return w;
  }
}

}  // namespace tickbard
