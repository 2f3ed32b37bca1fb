#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "aggregator/alerts/alert_options.hpp"
#include "aggregator/bars/bucket_memory.hpp"
#include "aggregator/core/event.hpp"
#include "aggregator/core/feed_event.hpp"
#include "aggregator/core/last_print.hpp"
#include "aggregator/core/tally.hpp"

namespace tickbard {

class Calendar;
class TradeRules;

/// What the market must know of a feed. FeedId is its index in the vector handed to the market.
struct FeedTraits {
  std::string name;
  const Calendar* calendar = nullptr;  ///< outlives the market
  std::string rules;                   ///< name of a rule set; empty: every print counts fully
  bool increasing_ids = false;         ///< a symbol's trade ids only grow: they are resume points
  bool sends_corrections = false;      ///< its trades are kept for the amend window
  bool consecutive_ids = false;        ///< they grow by one: a number left out is a print that was not sent
};

struct MarketOptions {
  std::chrono::nanoseconds close_delay = std::chrono::seconds{2};
  std::chrono::nanoseconds amend_window = std::chrono::minutes{15};
  std::chrono::nanoseconds future_limit = std::chrono::seconds{5};
  bool bars_enabled = true;
  AlertOptions alerts;
};

/// Ticks and time in, events out: the only class that knows the order of the stages.
/// Every print handed in ends in exactly one counter of tally(), or is held; true after every call.
/// Owner: market thread, except tally(), forming(), minutes_after() and last_prints(), which any thread may call
/// at any time. Units: closing, lateness and cooldown run on the feeds' event time; `now` only carries it on while
/// a feed is quiet; `wall` only stamps log entries. So neither a clock step nor a delayed feed changes a bar.
/// Errors: none; what cannot be used is counted, and logged as an event.
/// Lifetime: rules, calendars and memory outlive the market. Buckets found in `memory` are continued.
class Market {
 public:
  Market(MarketOptions options, std::vector<FeedTraits> feeds, const TradeRules& rules, BucketMemory& memory);
  ~Market();
  Market(const Market&) = delete;
  Market& operator=(const Market&) = delete;

  /// How many there are; constant.
  std::size_t feeds() const;

  /// One event of a feed, in that feed's order. Emits alerts, gaps and log entries at once, bars never.
  void apply(const FeedEvent& event, MonoTime now);

  /// The same for many, in order: faster than one by one, for what a print needs is fetched while those before it
  /// are worked on.
  void apply(std::span<const FeedEvent> events, MonoTime now);

  /// What advance() did not come to.
  enum class Left : std::uint8_t {
    nothing,
    minutes,  ///< that can no longer change, to be put away
    bars,     ///< of those that come out together: so far only some of them have
  };

  /// Closes what is due, re-issues what was amended, forgets what can no longer change. Bars come out in
  /// (minute, symbol) order. Call it several times a second, also when nothing trades. It works on `most` buckets
  /// and leaves the others to the next call; what a print finds, and does, is the same whether or not some are
  /// left.
  Left advance(MonoTime now, UnixNanos wall, std::size_t most = SIZE_MAX);

  /// No minute is open and no print is held: until something comes, time alone makes no bar.
  bool at_rest() const;

  /// What happened since the caller last cleared it, in order.
  std::vector<Event>& events();

  /// Shutdown: issues open bars as partial and forming. Their buckets stay in the memory for the next run.
  void flush(UnixNanos wall);

  /// Takes new options; they hold from the next tick on. Bars switched off: open bars are issued as partial.
  void reload(const MarketOptions& options, UnixNanos wall);

  /// The close of session `of`, split-adjusted to today: what alerts start from in the sessions after it.
  void set_previous_close(const Symbol& symbol, Price close, SessionDate of);

  /// The symbol's last regular price so far in session `of`, which may go on: any later print of it counts for
  /// more.
  void set_close_so_far(const Symbol& symbol, Price price, SessionDate of);

  /// At start, from the store: the symbol's newest alert. Within its session, by the calendar of the feed that
  /// delivers the symbol, reference and cooldown go on from it.
  void set_last_alert(const Symbol& symbol, Price price, UnixNanos time);

  /// At start, from the store: trades of the symbol up to this id are in bars already. With the time of that
  /// trade, a provider that begins to count anew is noticed.
  void set_resume_point(FeedId feed, const Symbol& symbol, std::uint64_t trade_id,
                        UnixNanos event_time = UnixNanos::max());

  /// At start, from the store: the feed was not listened to since `from` (an earlier run ended there, or left this
  /// gap open). The gap is closed when the feed streams.
  void set_outage(FeedId feed, UnixNanos from, LostReason reason);

  /// At start, from the store: the newest feed-wide resume point, which left with the bars of all minutes that
  /// were over then. Where bucket memory is not all that the earlier run had, those bars stand as they are.
  void set_issued(FeedId feed, UnixNanos resume_point);

  const Tally& tally() const;

  /// Slots and chunks of the bucket memory that were found lost as a whole, in a sentence; empty: none. Minutes
  /// with a damaged figure are in event_log.
  std::string damage() const;

  /// After set_issued(): bars of an earlier run stand as they are, for the memory may lack minutes of theirs.
  bool sealed_at_start() const;

  /// The symbol's newest minute that is not closed yet, as it stands; quality has `forming` set.
  std::optional<Bar> forming(const Symbol& symbol) const;

  /// The symbol's minutes after `after`, closed or not, oldest first: of those that may still be amended, the
  /// newest 16. With what is stored up to `after` they are all that has traded.
  std::vector<Bar> minutes_after(const Symbol& symbol, MinuteStart after) const;

  /// While bars are off: what was heard of each symbol since, in any order. Empty while they are on.
  std::vector<LastPrint> last_prints() const;

 private:
  class Stages;
  std::unique_ptr<Stages> stages_;
};

}  // namespace tickbard
