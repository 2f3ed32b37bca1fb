#include "daemon/edge/state_json.hpp"

#include <string>

namespace tickbard {
namespace {

void write_baseline(JsonOut& out, std::string_view name, const std::optional<Baseline>& baseline) {
  out.key(name);
  if (!baseline) {
    out.null();
    return;
  }
  out.begin_object().member("price", baseline->price).member("source", name_of(baseline->source));
  out.member("quality", name_of(baseline->quality)).end_object();
}

void write_touch(JsonOut& out, std::string_view name, const std::optional<Touch>& touch,
                 const std::optional<Percent>& pct) {
  out.key(name);
  if (!touch) {
    out.null();
    return;
  }
  out.begin_object().member("price", touch->price).member("ts", UnixNanos(touch->first));
  out.member("pct", pct).end_object();
}

}  // namespace

void write_state(JsonOut& out, const Baselines& row) {
  out.member("session", row.session).member("price", row.price).member("price_ts", UnixNanos(row.price_minute));
  write_baseline(out, "yesterday_close", row.yesterday);
  out.key("yesterday_date");
  row.yesterday ? out.value(row.yesterday_date) : out.null();
  write_baseline(out, "today_open", row.today_open);
  write_baseline(out, "pre_market_open", row.pre_market_open);
  write_baseline(out, "rth_open", row.rth_open);
  write_baseline(out, "post_market_open", row.post_market_open);
  out.member("pct_from_yesterday", row.from_yesterday).member("pct_from_open", row.from_open);
  out.member("pct_from_pre", row.from_pre).member("pct_from_post", row.from_post).member("gap_pct", row.gap);
  for (std::size_t i = 0; i < kChangeMinutes.size(); ++i) {
    const std::string name = "pct_" + std::to_string(kChangeMinutes[i]) + "min";
    out.member(name, row.changes[i].pct).member(name + "_stale", row.changes[i].stale);
  }
  write_touch(out, "hod", row.hod, row.hod_pct);
  write_touch(out, "lod", row.lod, row.lod_pct);
  out.member("vwap", row.vwap).member("vwap_distance_pct", row.vwap_distance);
  out.member("day_volume", row.day_volume).member("relative_volume", row.relative_volume);
}

}  // namespace tickbard
