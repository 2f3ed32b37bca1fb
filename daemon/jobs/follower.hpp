#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "daemon/jobs/followed_market.hpp"

namespace tickbard {

/// Follows the stored minutes: whatever has been written since the last step becomes longer bars, symbol states
/// and intraday breadth. At the first step, and after forget(), it recalls the running sessions from the store.
/// Minutes that were written much later than they began are not its affair: they come as dirty days.
/// Owner: the jobs thread. Lifetime: the calendars outlive it.
class Follower {
 public:
  explicit Follower(std::vector<const Calendar*> calendars) : calendars_(std::move(calendars)) {}

  /// Errors: nothing is lost by one, the next step goes on.
  StoreResult<FollowReport> step(const DeriveContext& context);

  /// Longer bars from before the start are still being folded: step() again soon.
  bool catching_up() const { return catching_up_; }

  void forget() { recalled_ = false; }
  void forget_inputs();

  std::size_t symbols() const { return routes_.size(); }

  /// The newest created_at seen: after the clock where a clock, this one or another writer's, is or was wrong.
  UnixNanos newest_written() const { return newest_seen_; }

 private:
  struct Route {
    FollowedMarket* market = nullptr;  ///< nullptr: of a calendar that is not followed
    FollowedFeed* feed = nullptr;
    friend bool operator==(const Route&, const Route&) = default;
  };

  StoreResult<void> recall(const DeriveContext& context, FollowReport& report);
  StoreResult<void> read_changes(const DeriveContext& context, FollowReport& report);
  /// True: a symbol has gone to another feed or calendar.
  StoreResult<bool> read_routes(const DeriveContext& context);
  StoreResult<void> catch_up(const DeriveContext& context, FollowReport& report);
  Route route_of(const DeriveContext& context, const Symbol& symbol);
  void remember(const StoredBar& row);
  void move_cursor(UnixNanos now);

  std::vector<const Calendar*> calendars_;
  bool recalled_ = false;
  bool catching_up_ = false;
  std::map<std::string, FollowedMarket, std::less<>> markets_;
  std::unordered_map<Symbol, Route> routes_;
  UnixNanos cursor_{};  ///< the newest created_at seen, never after the clock
  UnixNanos newest_seen_{};
  /// Rows seen that were written shortly before the cursor, where others may still appear: hash → created_at.
  std::unordered_map<std::size_t, UnixNanos> seen_;
};

}  // namespace tickbard
