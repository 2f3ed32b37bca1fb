#pragma once

#include <string_view>
#include <vector>

#include "aggregator/core/feed_event.hpp"

namespace tickbard {

/// Polygon's trades in the one form in which they really come: an array of objects without a space, each beginning
/// with "ev":"T", its other fields in any order, all of them known and good. Every byte of such a message is
/// compared or checked. Whatever else stands in it, it is left to the dialect's general way, and both make the
/// same events of what this one reads. True: the message's trades were appended. False, and nothing appended: read
/// it the general way. Precondition: 64 readable bytes behind the message. Any thread.
bool read_polygon_trades(std::string_view message, FeedId feed, UnixNanos recv_time, std::vector<FeedEvent>& out);

}  // namespace tickbard
