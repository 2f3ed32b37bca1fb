#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "aggregator/core/event.hpp"
#include "aggregator/core/feed_event.hpp"
#include "aggregator/core/tally_snapshot.hpp"
#include "aggregator/core/time.hpp"
#include "daemon/runtime/histogram.hpp"
#include "sinks/error.hpp"

namespace tickbard {

/// One feed as /metrics and /v1/status show it.
struct FeedSnapshot {
  std::string name;
  std::string provider;
  std::string state;   ///< a sentence for a person: "streaming 3 symbols", "waiting 12 s before reconnecting: …"
  std::string notice;  ///< what must stand beside every figure of this feed ("SIMULATED market"); usually empty
  bool up = false;     ///< the subscription is confirmed and not lost since
  std::optional<UnixNanos> since;                    ///< when `up` last changed
  std::optional<UnixNanos> last_tick;                ///< event time of the newest print
  std::optional<std::chrono::nanoseconds> last_lag;  ///< from that print's event time to its receipt
  std::uint64_t connects = 0;
  std::array<std::uint64_t, kLostReasonNames.size()> disconnects{};  ///< by LostReason
  std::uint64_t received = 0;    ///< prints handed to the market: their sum over feeds is TallySnapshot::received
  std::uint64_t unreadable = 0;  ///< messages that could not be read
  std::uint64_t pauses = 0;      ///< times reading paused because the market was behind
  std::uint64_t queued = 0;      ///< feed events between this feed's thread and the market's; 0: they are one
  HistogramSnapshot lag;
};

/// The journal in front of the store; with `sqlite:` the store itself.
struct JournalSnapshot {
  std::uint64_t rows = 0;           ///< not yet in the store
  std::uint64_t bytes = 0;          ///< on disk
  std::optional<UnixNanos> oldest;  ///< the oldest row not yet in the store
  std::uint64_t lost = 0;           ///< of damaged journals, before they came to the store
};

/// Files that are kept as *.corrupt.<time> where a start cannot use them.
inline constexpr std::array<std::string_view, 3> kKeptFileNames{"store", "journal", "open_minutes"};
using KeptFiles = std::array<std::uint64_t, kKeptFileNames.size()>;

struct StoreSnapshot {
  std::string url;  ///< without credentials
  bool up = false;
  std::optional<UnixNanos> down_since;
  std::string last_error;  ///< one sentence, empty while up
  std::array<std::uint64_t, kStoreErrorClassNames.size()> failures{};
  HistogramSnapshot commit_seconds;
};

/// One market's session as of now.
struct CalendarSnapshot {
  std::string name;
  Segment segment = Segment::overnight;
  std::string session;                   ///< ISO date of the newest session that has begun
  std::optional<UnixNanos> next_change;  ///< when the next segment begins
  std::string next_segment;
  std::optional<UnixNanos> valid_until;  ///< none: for ever
};

/// One job of the daemon: what it derives by itself.
struct JobSnapshot {
  std::string name;
  std::vector<std::pair<std::string, std::uint64_t>> runs;  ///< how often by how they ended
  HistogramSnapshot seconds;
  bool running = false;
  std::optional<UnixNanos> last_start, last_end;
  std::string last_result;  ///< ok, error, cancelled or skipped; empty: none has ended
  std::string unit;         ///< what the last run was about: "xnys 2026-11-20"
  std::string last_error;   ///< one sentence, empty after a good run
};

struct JobsSnapshot {
  bool enabled = false;
  std::string trouble;                         ///< why nothing is derived at present; usually empty
  std::string notice;                          ///< what is odd about the stored minutes; usually empty
  std::optional<UnixNanos> derived_until;      ///< up to when stored bars have been derived from
  std::uint64_t symbols = 0;                   ///< followed
  std::map<std::string, UnixNanos> rolled_up;  ///< by calendar: end of the newest session with final daily bars
  std::vector<JobSnapshot> jobs;
  using Counts = std::vector<std::pair<std::string, std::uint64_t>>;
  Counts daily_lags, m5_lags;  ///< symbols by sessions behind, as of the last look; empty: not looked yet
  Counts storage_bytes;        ///< by kind, as of the last look
};

/// Everything the edge shows about the daemon, taken at one moment by one callback.
/// Units: wall clock UTC; counters since the start of the process.
struct EdgeSnapshot {
  std::string version, revision, compiler;
  UnixNanos now{};
  UnixNanos started{};
  bool price_bars_enabled = true;
  TallySnapshot tally;
  std::vector<FeedSnapshot> feeds;  ///< every configured feed, connected or not
  JournalSnapshot journal;
  StoreSnapshot store;
  HistogramSnapshot bar_close_to_journal, bar_close_to_store;
  std::vector<CalendarSnapshot> calendars;
  std::optional<MinuteStart> last_bar;  ///< start of the newest closed bar
  JobsSnapshot jobs;
  std::uint64_t config_reload_failures = 0;
  KeptFiles set_aside{};              ///< by this start
  std::vector<std::string> problems;  ///< further sentences for /v1/status
};

}  // namespace tickbard
