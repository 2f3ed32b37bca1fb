#include "aggregator/derive/baselines/baselines.hpp"

namespace tickbard {
namespace {

using std::chrono::minutes;

constexpr minutes kLate{30};                          // a first minute later than this is no opening
constexpr Volume kThin{Int128{1'000} * 100'000'000};  // shares
constexpr minutes kStaleAfter{15};

BaselineQuality quality_of(const FirstMinute& first, MinuteStart segment_start, bool in_shares) {
  if ((first.quality & (quality::kPartial | quality::kGap)) != 0) return BaselineQuality::low;
  if (first.start > segment_start + kLate) return BaselineQuality::low;
  if (in_shares && first.volume < kThin) return BaselineQuality::low;
  // A segment's minutes before the first one that is stored may not have been heard.
  const bool from_start = first.start == segment_start;
  return from_start && (first.quality & quality::kBackfilled) == 0 ? BaselineQuality::high
                                                                   : BaselineQuality::medium;
}

std::optional<Baseline> first_of(const SymbolDay& day, Segment segment, BaselineSource source) {
  const auto& first = day.first(segment);
  if (!first) return std::nullopt;
  const DayBounds& b = day.bounds();
  const MinuteStart start = segment == Segment::pre ? b.pre_open : segment == Segment::rth ? b.open : b.close;
  return Baseline{first->price, source, quality_of(*first, start, !b.continuous())};
}

std::optional<Baseline> yesterday_of(const SymbolDay& day, const std::optional<PreviousDay>& previous) {
  if (!previous || previous->close.raw <= 0) return std::nullopt;
  if (previous->session >= day.bounds().date || previous->sessions_old > kOldestSessions) return std::nullopt;
  Baseline b{previous->close, previous->source, BaselineQuality::high};
  if (previous->source == BaselineSource::fallback) b.quality = BaselineQuality::low;
  // Where trading never stops, the last minute's close is the close.
  if (previous->source == BaselineSource::last_rth_bar && !day.bounds().continuous())
    b.quality = BaselineQuality::medium;
  if (previous->sessions_old > 1) b.quality = BaselineQuality::estimated;
  return b;
}

std::optional<Baseline> open_of(const SymbolDay& day, const BaselineInputs& in, const Baselines& out) {
  if (in.now < day.bounds().open) return std::nullopt;
  if (in.open && in.open->price.raw > 0) return Baseline{in.open->price, in.open->source, BaselineQuality::high};
  if (out.rth_open) return out.rth_open;
  if (in.fallback_open) return Baseline{*in.fallback_open, BaselineSource::fallback, BaselineQuality::low};
  return std::nullopt;
}

std::optional<Percent> change(const std::optional<Price>& from, const std::optional<Price>& to) {
  if (!from || !to) return std::nullopt;
  return percent_change(*from, *to);
}

std::optional<Price> price_of(const std::optional<Baseline>& b) {
  return b ? std::optional(b->price) : std::nullopt;
}

void set_price(const SymbolDay& day, const std::optional<LivePrice>& live, Baselines& out) {
  if (const auto last = day.last()) {
    out.price = last->price;
    out.price_minute = last->start;
  }
  if (!live || live->price.raw <= 0) return;
  const MinuteStart minute = minute_of(live->time);
  if (!day.bounds().contains(minute) || (out.price && minute <= out.price_minute)) return;
  out.price = live->price;
  out.price_minute = minute;
}

AsOfChange change_since(const SymbolDay& day, const Baselines& out, MinuteStart now, minutes back) {
  const auto base = day.last_ended_by(now - back);
  if (!base || !out.price) return {};
  AsOfChange c;
  c.pct = percent_change(base->price, *out.price);
  c.stale = now - (base->start + minutes{1}) > back + kStaleAfter;
  c.cross_segment = day.bounds().segment(base->start) != day.bounds().segment(out.price_minute);
  return c;
}

}  // namespace

void compare_with_yesterday(Baselines& row) {
  const std::optional<Price> yesterday = price_of(row.yesterday);
  row.from_yesterday = change(yesterday, row.price);
  row.gap = change(yesterday, price_of(row.today_open));
  if (row.hod) row.hod_pct = change(yesterday, row.hod->price);
  if (row.lod) row.lod_pct = change(yesterday, row.lod->price);
}

Baselines baselines_of(const SymbolDay& day, const BaselineInputs& in) {
  Baselines out;
  out.session = day.bounds().date;
  set_price(day, in.live, out);

  out.yesterday = yesterday_of(day, in.previous);
  if (out.yesterday) {
    out.yesterday_date = in.previous->session;
    out.yesterday_stale = in.previous->sessions_old > 1;
  }
  out.pre_market_open = first_of(day, Segment::pre, BaselineSource::first_pre_bar);
  out.rth_open = first_of(day, Segment::rth, BaselineSource::first_rth_bar);
  out.post_market_open = first_of(day, Segment::post, BaselineSource::first_post_bar);
  out.today_open = open_of(day, in, out);

  out.from_open = change(price_of(out.today_open), out.price);
  out.from_pre = change(price_of(out.pre_market_open), out.price);
  out.from_post = change(price_of(out.post_market_open), out.price);
  for (std::size_t i = 0; i < kChangeMinutes.size(); ++i) {
    out.changes[i] = change_since(day, out, minute_of(in.now), minutes{kChangeMinutes[i]});
  }

  const DayRange& range = day.range();
  out.hod = range.high;
  out.lod = range.low;
  compare_with_yesterday(out);
  out.vwap = range.vwap.vwap();
  out.vwap_distance = change(out.vwap, out.price);
  out.day_volume = day.volume();
  Volume scaled;
  if (!__builtin_mul_overflow(out.day_volume.raw, Int128{in.usual.sessions}, &scaled.raw)) {
    out.relative_volume = ratio_of(scaled, in.usual.sum);
  }
  return out;
}

}  // namespace tickbard
