#pragma once

#include <array>
#include <span>
#include <vector>

#include "aggregator/core/bar.hpp"
#include "aggregator/derive/interval.hpp"

namespace tickbard {

class Calendar;

/// The bars longer than a minute and shorter than a day.
inline constexpr std::array kHigherIntervals{Interval::m5, Interval::m15, Interval::h1};

/// Σ(vwap·volume)/Σ volume over bars that have a vwap. Units: 1e-17 and 1e-8, in 128 bits.
class VwapFold {
 public:
  void add(Price vwap, Volume volume);

  /// Rounded half up to 1e-9. None if no volume had a vwap, or where the sums pass 128 bits.
  std::optional<Price> vwap() const;

  friend bool operator==(const VwapFold&, const VwapFold&) = default;

 private:
  Int128 turnover_ = 0;
  Int128 volume_ = 0;
  bool overflowed_ = false;
};

/// What a longer bar is: first open, max high, min low, last close, sums of volume, trades and revisions, all
/// quality bits. Minutes without a price (Bar::has_price) give none, unless there is no other. Streaming and batch
/// are this one fold. Owner: one thread.
class BarFold {
 public:
  /// Precondition: minutes of one symbol, oldest first.
  void add(const Bar& minute);

  bool empty() const { return minutes_ == 0; }

  /// Precondition: not empty().
  Bar bar(const Symbol& symbol, MinuteStart start) const;

 private:
  Price open_, high_, low_, close_;
  std::uint32_t minutes_ = 0;
  bool priced_ = false;
  std::uint8_t quality_ = 0;
  Volume volume_;
  VwapFold vwap_;
  std::uint64_t trade_count_ = 0;
  std::uint64_t revision_ = 0;
};

/// The bars of `interval` that one symbol's minutes make. Minutes outside every segment (overnight) are in none.
/// Precondition: oldest first; interval is one of kHigherIntervals.
std::vector<Bar> fold_bars(std::span<const Bar> minutes, Interval interval, Align align, const Calendar& calendar);

}  // namespace tickbard
