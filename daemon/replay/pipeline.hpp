#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>

#include "aggregator/core/event.hpp"
#include "aggregator/core/feed_event.hpp"
#include "aggregator/core/tally.hpp"
#include "aggregator/core/time.hpp"

namespace tickbard {

class Market;
struct FeedTraits;
struct MarketOptions;
class TradeRules;
class HeapBucketMemory;

/// The market fed from a file instead of a feed. The file's time is the only time: it stands for the wall clock
/// and for the monotonic one, and never goes back. So the same file always gives the same events.
/// The file counts as listened to from its first tick to its last.
/// Owner: one thread. Lifetime: rules and the traits' calendar outlive it.
class ReplayPipeline {
 public:
  /// Takes what the market gives out, in order, with the file's time. Returning false ends the replay.
  using Take = std::function<bool(std::span<const Event>, UnixNanos)>;

  ReplayPipeline(const MarketOptions& options, const FeedTraits& feed, const TradeRules& rules, Take take);
  ~ReplayPipeline();

  /// One event, received at `recv`; without it, at its own event time or just now, whichever is later.
  /// False: `take` has had enough.
  bool apply(FeedEvent event, std::optional<UnixNanos> recv);

  /// The file is over: its last minutes close, and what waits for the amend window is settled.
  bool finish();

  const Tally& tally() const;
  UnixNanos now() const { return now_; }

 private:
  bool drain();
  void move_to(UnixNanos t);
  void say(FeedEventKind kind);

  const std::array<std::chrono::nanoseconds, 2> settling_;  ///< until the last minutes close, and are final
  std::unique_ptr<HeapBucketMemory> memory_;
  std::unique_ptr<Market> market_;
  Take take_;
  UnixNanos now_{};
  UnixNanos advanced_{};
  bool begun_ = false;
  bool go_on_ = true;
};

}  // namespace tickbard
