#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <utility>

#include "aggregator/core/feed_event.hpp"

namespace tickbard {

/// Where a feed's events go, in order. None is lost: what has no room waits within, and meanwhile the feed must
/// not read, so that memory stays bounded by one message. Owner: the feed's thread.
class EventOutlet {
 public:
  virtual ~EventOutlet() = default;

  /// So many together are worth a put() before the end of a read.
  virtual std::size_t portion() const = 0;

  virtual void put(std::span<const FeedEvent> events, MonoTime now) = 0;

  /// The read is over: whoever takes them need not wait for company.
  virtual void publish() = 0;

  /// Tries again with what is behind. True: nothing is behind any more.
  virtual bool catch_up() = 0;
  virtual std::size_t behind() const = 0;
};

/// Called on the feed's thread, with its clock.
using TakeEvents = std::function<void(std::span<const FeedEvent>, MonoTime now)>;

/// The outlet of a feed that shares its taker's thread: no copy, no waking, never full.
class DirectOutlet final : public EventOutlet {
 public:
  explicit DirectOutlet(TakeEvents take) : take_(std::move(take)) {}

  /// Enough for the market to fetch ahead, and still in the processor's nearer caches when it takes them.
  std::size_t portion() const override { return 512; }
  void put(std::span<const FeedEvent> events, MonoTime now) override { take_(events, now); }
  void publish() override {}
  bool catch_up() override { return true; }
  std::size_t behind() const override { return 0; }

 private:
  const TakeEvents take_;
};

}  // namespace tickbard
