#include "aggregator/bars/bucket_data.hpp"

namespace tickbard {
namespace {

/// (event time, sequence) of a print before that of the open: arrival decides only between equals, and the
/// earlier arrival stays the open.
bool before(const Print& p, UnixNanos time, std::uint64_t sequence) {
  return p.time != time ? p.time < time : p.sequence < sequence;
}

/// High and low are prices, and the vwap lies between them.
bool range_fits(const BucketData& d) {
  const Int128 volume = d.range_volume().raw;
  if (!d.has(BucketData::kRanged)) return volume == 0 && d.turnover.raw == 0;
  if (d.low.raw <= 0 || d.high < d.low) return false;
  if (volume == 0) return d.turnover.raw == 0;
  Int128 least = 0;
  if (__builtin_mul_overflow(Int128{d.low.raw}, volume, &least)) return false;
  return d.turnover.raw >= least && d.turnover.raw / volume <= d.high.raw;
}

}  // namespace

BucketData BucketData::empty(const Symbol& symbol, MinuteStart minute, std::uint64_t feed_key) {
  BucketData d;
  d.symbol = symbol;
  d.minute = minute.time_since_epoch().count();
  d.feed_key = feed_key;
  d.flags = kUsed;
  return d;
}

bool BucketData::add(const Print& p) noexcept {
  const bool range = p.effect.range || p.effect.price;
  if (p.effect.volume) {
    Int128 v = 0;
    if (__builtin_add_overflow(volume.raw, Int128{p.size.raw}, &v)) return false;
    if (range) {
      Int128 t = 0;
      if (__builtin_add_overflow(turnover.raw, Int128{p.price.raw} * p.size.raw, &t)) return false;
      turnover.raw = t;
    } else {
      other_volume.raw += p.size.raw;
    }
    volume.raw = v;
  }
  if (range) {
    if (!has(kRanged) || p.price > high) high = p.price;
    if (!has(kRanged) || p.price < low) low = p.price;
    set(kRanged);
  }
  if (p.effect.price) {
    if (!has(kPriced) || before(p, open_time, open_sequence)) {
      open = p.price;
      open_time = p.time;
      open_sequence = p.sequence;
    }
    if (!has(kPriced) || !before(p, close_time, close_sequence)) {
      close = p.price;
      close_time = p.time;
      close_sequence = p.sequence;
    }
    set(kPriced);
  }
  if (p.time > newest_time) newest_time = p.time;
  if (p.id.value > last_id) last_id = p.id.value;
  ++prints;
  return true;
}

Bar BucketData::bar() const {
  Bar b;
  b.symbol = symbol;
  b.start = start();
  b.open = open;
  b.high = high;
  b.low = low;
  b.close = close;
  if (has(kPriced)) b.volume = volume;
  if (range_volume().raw > 0 && has(kPriced)) b.vwap = vwap_of(turnover, range_volume());
  b.trade_count = prints;
  b.revision = revision;
  b.quality = quality;
  if (!has(kPriced)) b.quality = static_cast<std::uint8_t>(quality | quality::kAmended);
  return b;
}

bool BucketData::sane() const noexcept {
  constexpr std::int64_t kFirst = kEarliestEvent.time_since_epoch().count() / 60'000'000'000;
  constexpr std::int64_t kLast = kLatestEvent.time_since_epoch().count() / 60'000'000'000;
  if (symbol.empty() || symbol.view().size() > Symbol::kMaxBytes || minute < kFirst || minute >= kLast)
    return false;
  if (volume.raw < 0 || turnover.raw < 0 || other_volume.raw < 0 || other_volume.raw > volume.raw) return false;
  if (carried > prints || (prints > 0 && minute_of(newest_time) != start())) return false;
  constexpr unsigned kAllFlags = kUsed | kPriced | kRanged | kClosed | kChanged | kVoided | kTorn | kShown;
  constexpr unsigned kAllQuality =
      quality::kPartial | quality::kGap | quality::kAmended | quality::kBackfilled | quality::kForming;
  if ((flags & ~kAllFlags) != 0 || (quality & ~kAllQuality) != 0) return false;
  if (has(kVoided)) return !has(kPriced) && close.raw > 0 && open == close && high == close && low == close;
  if (!range_fits(*this)) return false;
  if (!has(kPriced)) return true;
  if (!has(kRanged) || prints == 0) return false;
  if (low > open || low > close || high < open || high < close) return false;
  return minute_of(open_time) == start() && minute_of(close_time) == start();
}

}  // namespace tickbard
