#include "aggregator/derive/baselines/live.hpp"

namespace tickbard {
namespace {

std::optional<Percent> change(const std::optional<Baseline>& from, Price to) {
  return from ? percent_change(from->price, to) : std::nullopt;
}

}  // namespace

bool overlay_forming(Baselines& row, const Bar& forming, const DayBounds& bounds) {
  if (!row.price || row.session != bounds.date || !bounds.contains(forming.start)) return false;
  if (forming.start < row.price_minute) return false;
  // A row that has this minute's price already may have its volume, too.
  if (forming.start > row.price_minute) {
    Int128 sum = 0;
    if (!__builtin_add_overflow(row.day_volume.raw, forming.volume.raw, &sum)) row.day_volume.raw = sum;
  }
  row.price = forming.close;
  row.price_minute = forming.start;
  row.from_yesterday = change(row.yesterday, forming.close);
  row.from_open = change(row.today_open, forming.close);
  row.from_pre = change(row.pre_market_open, forming.close);
  row.from_post = change(row.post_market_open, forming.close);
  if (bounds.segment(forming.start) == Segment::rth) {
    if (!row.hod || forming.high > row.hod->price) row.hod = Touch{forming.high, forming.start};
    if (!row.lod || forming.low < row.lod->price) row.lod = Touch{forming.low, forming.start};
    row.hod_pct = change(row.yesterday, row.hod->price);
    row.lod_pct = change(row.yesterday, row.lod->price);
  }
  if (row.vwap) row.vwap_distance = percent_change(*row.vwap, forming.close);
  return true;
}

}  // namespace tickbard
