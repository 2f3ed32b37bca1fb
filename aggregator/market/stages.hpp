#pragma once

#include <algorithm>
#include <array>
#include <span>
#include <unordered_map>

#include "aggregator/alerts/threshold.hpp"
#include "aggregator/bars/bucket_store.hpp"
#include "aggregator/market/event_log.hpp"
#include "aggregator/market/feed_state.hpp"
#include "aggregator/market/last_prints.hpp"
#include "aggregator/market/trade_ids.hpp"

namespace tickbard {

/// The market's insides. A print passes, in this order:
///   sane? -> not ahead of time? -> this feed's symbol? -> id known? -> too late? -> seen? -> conditions -> alerts
///   -> bars
/// and is counted where it stops. For the usual print, which surprises none of these, there is a short way.
/// Owner: market thread, except tally, last_prints, forming() and minutes_after().
class Market::Stages {
 public:
  Stages(MarketOptions options, std::vector<FeedTraits> feeds, const TradeRules& rules, BucketMemory& memory);

  std::size_t feeds() const { return feeds_.size(); }
  void apply(const FeedEvent& event, MonoTime now);
  void apply(std::span<const FeedEvent> batch, MonoTime now);
  Left advance(MonoTime now, UnixNanos wall, std::size_t most);
  bool at_rest() const;
  void flush(UnixNanos wall);
  void reload(const MarketOptions& options, UnixNanos wall);
  void set_previous_close(const Symbol& symbol, Price close, SessionDate of);
  void set_close_so_far(const Symbol& symbol, Price price, SessionDate of);
  void set_last_alert(const Symbol& symbol, Price price, UnixNanos time);
  void set_resume_point(FeedId feed, const Symbol& symbol, std::uint64_t trade_id, UnixNanos event_time);
  void set_outage(FeedId feed, UnixNanos from, LostReason reason);
  void set_issued(FeedId feed, UnixNanos resume_point);
  std::optional<Bar> forming(const Symbol& symbol) const;
  std::vector<Bar> minutes_after(const Symbol& symbol, MinuteStart after) const;
  std::string damage() const;
  bool sealed_at_start() const { return doubtful_since_.has_value(); }

  std::vector<Event> events;
  Tally tally;
  LastPrints last_prints{symbols_};

 private:
  static constexpr FeedId kNoFeed = UINT16_MAX;
  static constexpr SymbolIndex kNoSymbol = UINT32_MAX;

  /// A SessionPrint that went out and may be taken back.
  struct KeptPrint {
    SessionDate session{};
    UnixNanos traded{};
    TradeId id;
    std::uint16_t exchange = 0;
  };

  /// What the market looks at of a symbol with each of its prints, beside bars and alerts: one cache line.
  struct alignas(64) Source {
    TradeIds ids;
    std::uint64_t name = 0;  ///< Symbol::short_form() of an introduced one
    FeedId owner = kNoFeed;
    bool introduced = false;  ///< its Instrument was issued in this run

    void introduce(const Symbol& symbol) {
      introduced = true;
      name = symbol.short_form();
    }
  };
  static_assert(sizeof(Source) == 64);

  struct LastAlert {
    Price price;
    UnixNanos time{};
  };

  /// What is the same for all usual prints of one feed and read, until something else happens.
  struct Usual {
    FeedId id = kNoFeed;  ///< kNoFeed: no print is usual
    FeedState* feed = nullptr;
    MinutePage* page = nullptr;  ///< the feed's newest minute
    UnixNanos received{};        ///< the prints' recv_time
    UnixNanos from{};            ///< when that minute begins
    std::uint64_t span = 0;      ///< ns of it that are not ahead of the machine's clock
    Segment segment{};
    ThresholdAlerts::Days session = 0;
  };

  /// What is known of an event before its turn.
  struct Expected {
    std::uint64_t hash = 0;          ///< of its symbol
    SymbolIndex symbol = kNoSymbol;  ///< very likely
    PrintKey key;                    ///< of that symbol; without a place: none
    std::uint64_t whose = 0;         ///< IdRuns' of that key
  };

  // many prints at once, most of them usual (stages_usual.cpp)
  bool took_usual(const FeedEvent& event, const Expected& expected, MonoTime now);
  bool settle_usual(FeedId id, UnixNanos received, MonoTime now);
  void expect_symbol(const FeedEvent& event, std::size_t place);
  void expect_state(const FeedEvent& event, std::size_t place);
  void expect_bucket(std::size_t place);

  // prints (stages.cpp)
  void on_print(const FeedEvent& event, MonoTime now);
  void take_in(const FeedEvent& event, MonoTime now);
  void count_in(const FeedEvent& event, MonoTime now, SymbolIndex symbol);
  void on_cancel(const FeedEvent& event);
  void on_correction(const FeedEvent& event);
  void correct_session_print(const FeedEvent& event, SymbolIndex symbol, UnixNanos traded);
  void keep_session_print(SymbolIndex symbol, const Tick& tick, Role role, SessionDate session, UnixNanos at);
  std::optional<UnixNanos> forget_session_print(SymbolIndex symbol, const Tick& message);
  void withdraw_session_print(FeedState& feed, const Tick& message, UnixNanos traded);
  void introduce(FeedId feed, SymbolIndex symbol);
  bool owns(FeedId feed, SymbolIndex symbol);
  Source* source(const Symbol& symbol, SymbolIndex& index);
  Effect effect_of(FeedState& feed, const Tick& tick, UnixNanos at, SessionCursor::Place& place);
  void reject(Reject reason, const FeedEvent& event);
  void too_late(const FeedEvent& event, UnixNanos feed_time);
  void drop_condemned(FeedState& feed);
  void unjudged(const FeedEvent& event);
  void on_skipped(FeedId id, SymbolIndex symbol, const Tick& tick, const JudgedId& judged);

  // time and connections (stages_time.cpp)
  void on_streaming(FeedId id, UnixNanos wall, MonoTime now);
  void tell_later_end(FeedState& feed);
  void on_lost(FeedId id, const FeedEvent& event, MonoTime now);
  void open_gap(FeedState& feed, UnixNanos from, LostReason reason);
  void issue_due();
  bool issue_some(std::size_t& left);
  void tell_skipped(FeedState& feed);
  bool held_as_past(const FeedEvent& event, MonoTime now);
  void end_past(FeedId id, bool recording);
  void emit_resume_points();
  void report_recovery(UnixNanos wall);
  void vouch(MonoTime now);
  void resume_alerts(FeedState& feed, SymbolIndex symbol);
  void mute();
  void unmute(MonoTime now);
  void begin(MonoTime now) {
    last_now_ = now;
    if (unmute_due_) unmute(now);
  }
  /// Never shorter than the close delay: a minute is given up only after it was closed.
  std::chrono::nanoseconds amend_window() const { return std::max(options_.amend_window, options_.close_delay); }

  MarketOptions options_;
  std::vector<FeedState> feeds_;
  std::vector<const Listening*> listening_;  ///< by FeedId
  SymbolTable symbols_;
  std::vector<Source> sources_;                                          ///< by SymbolIndex
  std::unordered_map<SymbolIndex, std::vector<KeptPrint>> kept_prints_;  ///< of the newest session that had one
  std::unordered_map<SymbolIndex, LastAlert> last_alerts_;  ///< of an earlier run, until the symbol's first print
  BucketStore store_;
  ThresholdAlerts alerts_;
  EventLog log_{events};
  static constexpr std::size_t kLookAhead = 32;  ///< a power of two
  std::array<Expected, kLookAhead> expected_{};  ///< of the events that come next
  SymbolIndex guess_ = kNoSymbol;                ///< of the event at hand, to be checked
  Usual usual_;

  MonoTime last_now_{};
  bool unmute_due_ = false;  ///< bars were switched on; reload() is not told the time, the next call is
  bool recovery_reported_ = false;
  bool vouched_ = false;
  std::optional<MonoTime> doubtful_since_;  ///< bars of before this run may be in the store, but not in memory
};

}  // namespace tickbard
