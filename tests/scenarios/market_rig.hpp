#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "aggregator/calendar/calendar.hpp"
#include "aggregator/market/market.hpp"
#include "aggregator/rules/trade_rules.hpp"

namespace tickbard {

const Calendar& xnys_calendar();
const Calendar& always_calendar();
const TradeRules& built_in_rules();

Symbol sym(std::string_view text);
Price price(std::string_view text);
Size shares(std::string_view text);
UnixNanos at(std::string_view rfc3339);
SessionDate day(std::string_view date);

/// A market on a workbench: its memory, its feeds and a clock moved by hand. Time is the true time; the machine's
/// wall clock may be off from it, the monotonic clock never is.
class MarketRig {
 public:
  MarketRig(UnixNanos start, std::vector<FeedTraits> feeds, MarketOptions options = {});

  static FeedTraits us(std::string name = "us");                                    ///< xnys, Polygon's conditions
  static FeedTraits coins(std::string name = "coins", bool increasing_ids = true);  ///< always open, no conditions

  Market& market() { return *market_; }
  UnixNanos now() const { return now_; }
  UnixNanos wall() const { return now_ + wall_off_; }
  MonoTime mono() const { return MonoTime{std::chrono::hours{1} + (now_ - start_)}; }

  void move_to(UnixNanos t) { now_ = t; }
  void move_by(std::chrono::nanoseconds d) { now_ += d; }
  void step_wall(std::chrono::nanoseconds d) { wall_off_ += d; }

  /// Time passes until now: the market is told.
  void pass() { market_->advance(mono(), wall()); }
  void pass_until(UnixNanos t);

  /// A print that arrives now and traded now.
  Tick tick(std::string_view symbol, std::string_view price, std::string_view size) const;
  void apply(FeedEventKind kind, const Tick& tick, FeedId feed = 0);
  void trade(const Tick& tick, FeedId feed = 0) { apply(FeedEventKind::trade, tick, feed); }
  void stream(FeedId feed = 0) { apply(FeedEventKind::streaming, Tick{}, feed); }
  void lost(LostReason reason, FeedId feed = 0, std::chrono::nanoseconds ago = {});
  void rejected(Reject reason, FeedId feed = 0);

  MarketOptions options;
  void reload() { market_->reload(options, wall()); }

  /// A new process on the same bucket memory, or on none.
  void restart(bool memory_survives = true);
  /// From the next one on.
  void configure(std::vector<FeedTraits> feeds) { feeds_ = std::move(feeds); }

  /// Every event since the last call; these apart, since most tests do not ask for them.
  std::vector<Event> events();
  std::vector<ResumePoint> resume_points;
  std::vector<Instrument> instruments;
  std::vector<Event> session_prints;  ///< SessionPrint and WithdrawnPrint

  /// Empty, or how the tally does not add up.
  std::string imbalance() const;

 private:
  UnixNanos start_, now_;
  std::chrono::nanoseconds wall_off_{0};
  std::vector<FeedTraits> feeds_;
  std::unique_ptr<HeapBucketMemory> memory_ = std::make_unique<HeapBucketMemory>();
  std::unique_ptr<Market> market_;
};

/// One event as a line a person reads: "bar AAPL 10:00 O=10 H=10.1 L=10 C=10.1 V=150 N=2 r1 partial".
std::string line_of(const Event& event);
std::string line_of(const Bar& bar);
std::vector<std::string> lines_of(const std::vector<Event>& events);

}  // namespace tickbard
