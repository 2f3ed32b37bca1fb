#include "aggregator/derive/baselines/live.hpp"

namespace tickbard {
namespace {

std::optional<Percent> change(const std::optional<Baseline>& from, Price to) {
  return from ? percent_change(from->price, to) : std::nullopt;
}

void add(Baselines& row, const Bar& minute, Segment segment) {
  // A row that has this minute's price already may have its volume, too.
  if (minute.start > row.price_minute) {
    Int128 sum = 0;
    if (!__builtin_add_overflow(row.day_volume.raw, minute.volume.raw, &sum)) row.day_volume.raw = sum;
  }
  row.price = minute.close;
  row.price_minute = minute.start;
  if (segment != Segment::rth) return;
  if (!row.hod || minute.high > row.hod->price) row.hod = Touch{minute.high, minute.start};
  if (!row.lod || minute.low < row.lod->price) row.lod = Touch{minute.low, minute.start};
}

}  // namespace

bool overlay_minutes(Baselines& row, std::span<const Bar> minutes, const DayBounds& bounds) {
  if (!row.price || row.session != bounds.date) return false;
  bool newer = false;
  for (const Bar& minute : minutes) {
    const bool again = minute.start == row.price_minute && (minute.quality & quality::kForming) == 0;
    if (minute.start < row.price_minute || again) continue;
    if (!bounds.contains(minute.start) || !minute.has_price()) continue;
    add(row, minute, bounds.segment(minute.start));
    newer = true;
  }
  if (!newer) return false;
  row.from_yesterday = change(row.yesterday, *row.price);
  row.from_open = change(row.today_open, *row.price);
  row.from_pre = change(row.pre_market_open, *row.price);
  row.from_post = change(row.post_market_open, *row.price);
  if (row.hod) row.hod_pct = change(row.yesterday, row.hod->price);
  if (row.lod) row.lod_pct = change(row.yesterday, row.lod->price);
  return true;
}

void drop_minutes(Baselines& row) {
  row.changes = {};
  row.hod = row.lod = std::nullopt;
  row.hod_pct = row.lod_pct = std::nullopt;
  row.vwap = std::nullopt;
  row.vwap_distance = std::nullopt;
  row.relative_volume = std::nullopt;
}

std::optional<Baselines> refreshed(const Baselines& row, const SymbolDay& day, UnixNanos now) {
  const auto last = day.last();
  if (!last || row.session != day.bounds().date || last->start < row.price_minute) return std::nullopt;
  BaselineInputs in;
  in.now = now;
  const bool given = row.today_open && (row.today_open->source == BaselineSource::official ||
                                        row.today_open->source == BaselineSource::auction);
  if (given) in.open = GivenOpen{row.today_open->price, row.today_open->source};
  Baselines out = baselines_of(day, in);
  if (last->start == row.price_minute && out.price == row.price && out.day_volume == row.day_volume)
    return std::nullopt;
  out.yesterday = row.yesterday;
  out.yesterday_date = row.yesterday_date;
  out.yesterday_stale = row.yesterday_stale;
  compare_with_yesterday(out);
  out.relative_volume = row.relative_volume;
  return out;
}

}  // namespace tickbard
