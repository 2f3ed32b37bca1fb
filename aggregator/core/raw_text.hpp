#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "aggregator/core/feed_event.hpp"

namespace tickbard {

/// Most of a refused print's raw text that is kept, in bytes.
inline constexpr std::size_t kMostRawText = 512;

/// Puts the beginning of a refused print's raw text in front of its `rejected`, as events that cross the ring like
/// any other: nothing is owned across threads, and prints that are used pay nothing.
void put_raw_text(FeedId feed, std::string_view text, std::vector<FeedEvent>& out);

/// The next piece, of an event of that kind, to the end of `into`; never more than kMostRawText in all.
void take_raw_text(const FeedEvent& event, std::string& into);

}  // namespace tickbard
