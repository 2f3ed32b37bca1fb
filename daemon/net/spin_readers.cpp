#include "daemon/net/spin_readers.hpp"

#include <algorithm>

namespace tickbard {

void SpinReaders::remove(SpinReader& reader) {
  std::erase(readers_, &reader);
}

bool SpinReaders::try_rounds(int most) {
  bool found = false;
  for (int round = 0; round != most && !found && !readers_.empty(); ++round) {
    ++rounds_;
    // One that goes meanwhile moves the next into its place: that has its turn in the next round.
    for (std::size_t i = 0; i < readers_.size(); ++i) found = readers_[i]->try_read() || found;
  }
  return found;
}

}  // namespace tickbard
