#include "aggregator/core/tally_snapshot.hpp"

#include <numeric>

namespace tickbard {

bool TallySnapshot::conserved() const {
  const auto rejects = std::accumulate(rejected.begin(), rejected.end(), std::uint64_t{0});
  return received == counted + volume_only + rejects + duplicate + too_late + held;
}

TallySnapshot read_tally(const Tally& tally) {
  TallySnapshot out;
  out.received = tally.received.get();
  out.counted = tally.counted.get();
  out.volume_only = tally.volume_only.get();
  out.duplicate = tally.duplicate.get();
  out.too_late = tally.too_late.get();
  out.held = tally.held.get();
  for (std::size_t i = 0; i < out.rejected.size(); ++i) out.rejected[i] = tally.rejected[i].get();
  out.unknown_conditions = tally.unknown_conditions.get();
  out.skipped = tally.skipped.get();
  out.cancelled = tally.cancelled.get();
  out.bars_closed = tally.bars_closed.get();
  out.bars_amended = tally.bars_amended.get();
  for (std::size_t i = 0; i < out.bars_flagged.size(); ++i) out.bars_flagged[i] = tally.bars_flagged[i].get();
  out.alerts_up = tally.alerts_up.get();
  out.alerts_down = tally.alerts_down.get();
  out.symbols = tally.symbols.get();
  out.gaps_open = tally.gaps_open.get();
  out.on_heap = tally.on_heap.get();
  return out;
}

}  // namespace tickbard
