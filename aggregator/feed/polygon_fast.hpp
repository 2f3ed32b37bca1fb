#pragma once

#include <array>
#include <string_view>
#include <vector>

#include "aggregator/core/feed_event.hpp"
#include "aggregator/feed/colons.hpp"
#include "aggregator/feed/condition_lists.hpp"
#include "aggregator/feed/polygon_wide.hpp"

namespace tickbard {

/// Polygon's trades in the one form in which they really come: an array of objects without a space, each beginning
/// with "ev":"T", its other fields in any order, all of them known and good. Every byte of such a message is
/// compared or checked. Whatever else stands in it, it is left to the dialect's general way, and both make the
/// same events of what this one reads. Owner: one connection's thread.
class PolygonTrades {
 public:
  /// What the processor can do best; or what is told, for whoever compares.
  explicit PolygonTrades(FeedId feed)
      : PolygonTrades(feed, colons::finders().front().find, polygon_wide::reader()) {}
  PolygonTrades(FeedId feed, colons::Find find, polygon_wide::Read wide) : find_(find), wide_(wide) {
    blank_.feed = feed;
  }

  /// True: the message's trades were appended. False, and nothing appended: read it the general way. Precondition:
  /// 64 readable bytes behind the message.
  bool read(std::string_view message, UnixNanos recv_time, std::vector<FeedEvent>& out);

 private:
  class Scan;

  FeedEvent blank_;  ///< of which each trade is made; not on the stack, for there it is made anew each time
  const colons::Find find_;
  const polygon_wide::Read wide_;  ///< nullptr: this processor has none
  ConditionLists lists_;
  std::array<std::uint16_t, colons::kRoom> colons_{};  ///< of the stretch being read
};

}  // namespace tickbard
