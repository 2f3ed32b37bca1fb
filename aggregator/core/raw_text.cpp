#include "aggregator/core/raw_text.hpp"

#include <algorithm>

namespace tickbard {

void put_raw_text(FeedId feed, std::string_view text, std::vector<FeedEvent>& out) {
  text = text.substr(0, kMostRawText);
  while (!text.empty()) {
    FeedEvent event;
    event.kind = FeedEventKind::raw_text;
    event.feed = feed;
    event.text.fill('\0');
    const std::size_t n = std::min(text.size(), event.text.size());
    std::copy_n(text.begin(), n, event.text.begin());
    out.push_back(event);
    text.remove_prefix(n);
  }
}

void take_raw_text(const FeedEvent& event, std::string& into) {
  const auto end = std::find(event.text.begin(), event.text.end(), '\0');
  const auto n =
      std::min<std::size_t>(static_cast<std::size_t>(end - event.text.begin()), kMostRawText - into.size());
  into.append(event.text.begin(), n);
}

}  // namespace tickbard
