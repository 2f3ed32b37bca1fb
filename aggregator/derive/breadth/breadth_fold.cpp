#include "aggregator/derive/breadth/breadth_fold.hpp"

namespace tickbard {

BreadthFold::BreadthFold(std::int32_t first_session, std::size_t sessions, std::uint32_t members)
    : first_(first_session), tallies_(sessions) {
  for (BreadthTally& tally : tallies_) tally.members = members;
}

bool BreadthFold::add(const BreadthBar& bar) {
  const auto place = std::int64_t{bar.session} - first_;
  const bool asked = place >= 0 && static_cast<std::size_t>(place) < tallies_.size();
  return window_.add(bar, asked ? &tallies_[static_cast<std::size_t>(place)] : nullptr);
}

void BreadthFold::merge(const BreadthFold& other) {
  for (std::size_t i = 0; i < tallies_.size(); ++i) tallies_[i] += other.tallies_[i];
}

}  // namespace tickbard
