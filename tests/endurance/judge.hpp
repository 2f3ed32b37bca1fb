#pragma once

#include <string>
#include <vector>

#include "tests/endurance/stored.hpp"

namespace tickbard::test {

/// What became of the bars that a made-up market should have given.
struct Verdict {
  std::vector<std::string> broken;  ///< promises not kept, one sentence each
  long long whole = 0;              ///< not flagged, and equal to the reference
  long long flagged = 0;            ///< flagged and listed in ingest_gaps
  long long flagged_exact = 0;      ///< of these, equal to the reference all the same
  long long missing = 0;            ///< no row, and listed in ingest_gaps

  std::string text() const;  ///< the figures, and the first of what is broken
};

enum class Feed : std::uint8_t {
  live,         ///< what a client was not there for, it missed
  sends_again,  ///< a connection begins with everything of before: not even a flagged bar may differ
};

/// Every minute from the first heard to the last one stored equals the reference, or is flagged, no more than what
/// traded, and listed in ingest_gaps. One row a symbol and minute, and none that nothing traded in.
Verdict judge(const MadeUpMarket& market, const StoredMinutes& store, Feed feed);

}  // namespace tickbard::test
