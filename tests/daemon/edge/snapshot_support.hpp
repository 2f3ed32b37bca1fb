#pragma once

#include <string>

#include "daemon/edge/snapshot.hpp"
#include "tests/daemon/edge/support.hpp"

namespace tickbard::test {

/// A daemon in the middle of its day: two feeds, one of them simulated, a tally that adds up.
inline EdgeSnapshot busy_snapshot() {
  EdgeSnapshot s;
  s.version = "0.1.0";
  s.revision = "488bdc0";
  s.compiler = "GNU 12.2.0";
  s.now = at("2026-11-20T15:00:30Z");
  s.started = at("2026-11-20T14:00:00Z");
  s.tally.received = 1'000;
  s.tally.counted = 900;
  s.tally.volume_only = 40;
  s.tally.rejected[static_cast<std::size_t>(Reject::bad_price)] = 20;
  s.tally.rejected[static_cast<std::size_t>(Reject::future)] = 5;
  s.tally.duplicate = 30;
  s.tally.too_late = 2;
  s.tally.held = 3;
  s.tally.bars_closed = 120;
  s.tally.symbols = 7;
  FeedSnapshot us;
  us.name = "us";
  us.provider = "polygon";
  us.state = "streaming all symbols";
  us.up = true;
  us.since = at("2026-11-20T14:00:02Z");
  us.last_tick = at("2026-11-20T15:00:29.5Z");
  us.last_lag = std::chrono::milliseconds{12};
  us.connects = 1;
  us.received = 600;
  Histogram lag(lag_bounds());
  lag.observe(std::chrono::milliseconds{12});
  us.lag = lag.read();
  FeedSnapshot sim = us;
  sim.name = "demo";
  sim.provider = "coinbase";
  sim.notice = "SIMULATED market";
  sim.received = 400;
  sim.disconnects[static_cast<std::size_t>(LostReason::silent)] = 2;
  s.feeds = {us, sim};
  s.store.url = "sqlite:bars.db";
  s.store.up = true;
  s.calendars.push_back(
      {"xnys", Segment::rth, "2026-11-20", at("2026-11-20T21:00:00Z"), "post", at("2041-01-01T01:00:00Z")});
  s.calendars.push_back({"always", Segment::rth, "2026-11-20", at("2026-11-21T00:00:00Z"), "rth", std::nullopt});
  s.last_bar = hm("14:59");
  s.jobs.enabled = true;
  s.jobs.derived_until = at("2026-11-20T15:00:07Z");
  s.jobs.rolled_up["xnys"] = at("2026-11-20T01:00:00Z");
  s.jobs.daily_lags = {{"<=24h", 493}, {"24-48h", 7}};
  s.jobs.m5_lags = {{"<=24h", 498}, {"none", 2}};
  s.jobs.storage_bytes = {{"bars", 4096}, {"archive", 0}};
  JobSnapshot breadth;
  breadth.name = "breadth";
  breadth.runs = {{"ok", 4}, {"error", 1}};
  Histogram seconds(commit_bounds());
  seconds.observe(std::chrono::seconds{3});
  breadth.seconds = seconds.read();
  breadth.unit = "xnys 2026-11-19";
  breadth.last_result = "ok";
  s.jobs.jobs.push_back(breadth);
  return s;
}

}  // namespace tickbard::test
