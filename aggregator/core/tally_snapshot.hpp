#pragma once

#include <array>
#include <cstdint>

#include "aggregator/core/tally.hpp"

namespace tickbard {

/// The market's Tally at one moment, as plain numbers.
struct TallySnapshot {
  std::uint64_t received = 0, counted = 0, volume_only = 0, duplicate = 0, too_late = 0, held = 0;
  std::array<std::uint64_t, kRejectNames.size()> rejected{};
  std::uint64_t unknown_conditions = 0, skipped = 0, cancelled = 0;
  std::uint64_t bars_closed = 0, bars_amended = 0;
  std::array<std::uint64_t, 5> bars_flagged{};  ///< by quality bit 0..4
  std::uint64_t alerts_up = 0, alerts_down = 0, symbols = 0, gaps_open = 0, on_heap = 0;

  /// Every print is in exactly one place.
  bool conserved() const;
  friend bool operator==(const TallySnapshot&, const TallySnapshot&) = default;
};

/// Owner: the market thread, between two events: only there all counters are of one moment.
TallySnapshot read_tally(const Tally& tally);

}  // namespace tickbard
