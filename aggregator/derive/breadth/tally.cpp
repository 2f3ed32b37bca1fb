#include "aggregator/derive/breadth/tally.hpp"

namespace tickbard {

BreadthTally& BreadthTally::operator+=(const BreadthTally& other) {
  members += other.members;
  for (std::size_t i = 0; i < verdicts.size(); ++i) {
    for (std::size_t v = 0; v < 3; ++v) verdicts[i].counts[v] += other.verdicts[i].counts[v];
  }
  for (std::size_t v = 0; v < volume.size(); ++v) volume[v].raw += other.volume[v].raw;
  for (std::size_t i = 0; i < extremes.size(); ++i) {
    extremes[i].valid += other.extremes[i].valid;
    extremes[i].highs += other.extremes[i].highs;
    extremes[i].lows += other.extremes[i].lows;
  }
  surges.valid += other.surges.valid;
  surges.up += other.surges.up;
  surges.down += other.surges.down;
  return *this;
}

}  // namespace tickbard
