#pragma once

#include <array>
#include <atomic>
#include <cstdint>

#include "aggregator/core/bar.hpp"
#include "aggregator/core/error.hpp"

namespace tickbard {

/// A counter with one writer; anyone may read it at any time.
class Count {
 public:
  void add(std::uint64_t n = 1) noexcept {
    value_.store(value_.load(std::memory_order_relaxed) + n, std::memory_order_relaxed);
  }
  void set(std::uint64_t n) noexcept { value_.store(n, std::memory_order_relaxed); }
  std::uint64_t get() const noexcept { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<std::uint64_t> value_{0};
};

/// The market's conservation tally. Owner: market thread writes; anyone reads.
/// At every instant between two events: received = counted + volume_only + sum(rejected) + duplicate + too_late + held.
struct Tally {
  Count received;         ///< prints handed to the market, of all feeds
  Count counted;          ///< prints in a bar's trade_count (cancels do not take them out of this counter)
  Count volume_only;      ///< prints whose minute ended with no price-forming print: in no bar
  std::array<Count, kRejectNames.size()> rejected;
  Count duplicate;
  Count too_late;
  Count held;             ///< gauge: prints waiting for their minute's first price, or for the feed's skew
  Count unknown_conditions;
  Count skipped;          ///< trades that the provider numbered and did not send
  Count cancelled;        ///< prints taken out of a bar again; sum(trade_count) = counted - cancelled
  Count bars_closed;
  Count bars_amended;
  std::array<Count, 5> bars_flagged;  ///< by quality bit 0..4
  Count alerts_up, alerts_down;
  Count symbols;          ///< gauge
  Count gaps_open;        ///< gauge
  Count on_heap;          ///< gauge: 1 once bucket memory gave no more, so that open minutes would not survive a crash
};

}  // namespace tickbard
