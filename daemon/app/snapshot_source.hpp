#pragma once

#include <atomic>
#include <filesystem>
#include <string>
#include <vector>

#include "aggregator/calendar/calendar.hpp"
#include "daemon/app/config.hpp"
#include "daemon/edge/snapshot.hpp"
#include "daemon/runtime/guarded.hpp"

namespace tickbard {

class Feeds;
class JournalLoop;
class JobsLoop;
class MappedBuckets;
class Measurements;
class MarketLoop;
class StoreLoop;
struct FeedStatus;
struct MarketData;

/// Of now: its session is the one that today means to every figure, over a week-end Friday's.
CalendarSnapshot calendar_snapshot(const Calendar& calendar, UnixNanos now);

/// Gathers what the edge and systemd show from the counters of every part. Any thread; reads counters only.
/// Lifetime: what it watches outlives the edge.
class SnapshotSource {
 public:
  struct Watched {
    const Config* config = nullptr;
    const MarketData* data = nullptr;
    const MappedBuckets* buckets = nullptr;
    const Feeds* feeds = nullptr;
    const JournalLoop* journal = nullptr;
    const MarketLoop* market_loop = nullptr;
    const StoreLoop* upload = nullptr;  ///< nullptr: the journal is the store
    const JobsLoop* jobs = nullptr;
    const Measurements* measurements = nullptr;
    std::vector<std::filesystem::path> files;
    KeptFiles set_aside{};
  };

  void watch(Watched watched);
  void set_enabled(bool enabled) { enabled_.store(enabled); }
  bool enabled() const { return enabled_.load(); }
  void reload_refused(std::string why);
  void reloaded() { set_refused({}); }

  EdgeSnapshot take(UnixNanos now, MonoTime mono) const;
  std::vector<std::string> stalled(MonoTime now, std::chrono::nanoseconds limit) const;
  std::string status_line(UnixNanos now, MonoTime mono) const;

 private:
  FeedSnapshot feed_snapshot(std::size_t index) const;
  StoreSnapshot store_snapshot() const;
  void set_refused(std::string why);
  void read_market(EdgeSnapshot& out) const;

  Watched watched_;
  std::atomic<bool> enabled_{true};
  std::atomic<std::uint64_t> failed_reloads_{0};
  Guarded<std::string> refused_;  ///< why the last reload was refused; empty: it was not
};

}  // namespace tickbard
