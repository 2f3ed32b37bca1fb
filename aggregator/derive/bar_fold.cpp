#include "aggregator/derive/bar_fold.hpp"

#include <algorithm>
#include <limits>

#include "aggregator/calendar/calendar.hpp"

namespace tickbard {
namespace {

std::uint32_t clamped(std::uint64_t n) {
  return static_cast<std::uint32_t>(std::min<std::uint64_t>(n, std::numeric_limits<std::uint32_t>::max()));
}

}  // namespace

void VwapFold::add(Price vwap, Volume volume) {
  Int128 turnover = 0;
  overflowed_ = overflowed_ || __builtin_mul_overflow(Int128{vwap.raw}, volume.raw, &turnover) ||
                __builtin_add_overflow(turnover_, turnover, &turnover_) ||
                __builtin_add_overflow(volume_, volume.raw, &volume_);
}

std::optional<Price> VwapFold::vwap() const {
  if (overflowed_ || volume_ <= 0) return std::nullopt;
  const Int128 rest = turnover_ % volume_;
  const Int128 up = rest >= volume_ - rest ? 1 : 0;  // not 2 * rest, which could overflow
  return Price{static_cast<std::int64_t>(turnover_ / volume_ + up)};
}

void BarFold::add(const Bar& minute) {
  const bool priced = minute.has_price();
  if (minutes_++ == 0 || (priced && !priced_)) {
    open_ = minute.open;
    high_ = minute.high;
    low_ = minute.low;
  }
  if (priced || !priced_) {
    high_ = std::max(high_, minute.high);
    low_ = std::min(low_, minute.low);
    close_ = minute.close;
  }
  priced_ = priced_ || priced;
  volume_.raw += minute.volume.raw;
  if (minute.vwap) vwap_.add(*minute.vwap, minute.volume);
  trade_count_ += minute.trade_count;
  revision_ += minute.revision;
  quality_ |= minute.quality;
}

Bar BarFold::bar(const Symbol& symbol, MinuteStart start) const {
  Bar bar;
  bar.symbol = symbol;
  bar.start = start;
  bar.open = open_;
  bar.high = high_;
  bar.low = low_;
  bar.close = close_;
  bar.volume = volume_;
  bar.vwap = vwap_.vwap();
  bar.trade_count = clamped(trade_count_);
  bar.revision = clamped(revision_);
  bar.quality = quality_;
  return bar;
}

std::vector<Bar> fold_bars(std::span<const Bar> minutes, Interval interval, Align align,
                           const Calendar& calendar) {
  std::vector<Bar> bars;
  const Session* session = nullptr;
  std::optional<BarSpan> open;
  BarFold fold;
  const auto end_bar = [&] {
    if (open) bars.push_back(fold.bar(minutes.front().symbol, open->start));
    open.reset();
    fold = {};
  };
  for (const Bar& minute : minutes) {
    if (!open || minute.start >= open->end) {
      end_bar();
      if (session == nullptr || minute.start >= session->post_close) {
        session = calendar.current_or_last(minute.start);
      }
      if (session == nullptr) continue;
      open = span_of(interval, align, *session, minute.start);
      if (!open) continue;
    }
    fold.add(minute);
  }
  end_bar();
  return bars;
}

}  // namespace tickbard
