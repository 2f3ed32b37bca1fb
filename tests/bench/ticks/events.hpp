#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

#include "aggregator/core/feed_event.hpp"
#include "tests/bench/ticks/workload.hpp"

namespace tickbard::test {

/// The workload's trades as the decoder makes them, received a millisecond after they traded.
std::vector<FeedEvent> make_events(Workload what, int round = 0);

/// One trade of each symbol, as `print` is: so that none is new later. Ids begin with `first_id`.
std::vector<FeedEvent> every_symbol(FeedEvent print, int symbols, std::uint64_t first_id);

/// The same trades a second later, with ids and sequences of their own.
void move_on(std::vector<FeedEvent>& events);

/// Calls each(begin, end) for all events, copied block by block into a place that is hot, as a ring is.
template <class Each>
void over_hot_events(const std::vector<FeedEvent>& events, std::size_t block, Each&& each) {
  std::vector<FeedEvent> hot(block);
  for (std::size_t i = 0; i < events.size(); i += block) {
    const std::size_t n = std::min(block, events.size() - i);
    std::copy_n(events.begin() + static_cast<std::ptrdiff_t>(i), n, hot.begin());
    each(hot.data(), hot.data() + n);
  }
}

}  // namespace tickbard::test
