#pragma once

#include <array>
#include <span>

#include "aggregator/derive/bar_fold.hpp"
#include "aggregator/derive/day_bounds.hpp"

namespace tickbard {

/// The first minute of a segment that has a price.
struct FirstMinute {
  MinuteStart start{};
  Price price;  ///< its open
  Volume volume;
  std::uint8_t quality = 0;
  friend bool operator==(const FirstMinute&, const FirstMinute&) = default;
};

/// An extreme and the minute that touched it first.
struct Touch {
  Price price;
  MinuteStart first{};
  friend bool operator==(const Touch&, const Touch&) = default;
};

/// High, low and average price of some minutes.
struct DayRange {
  std::optional<Touch> high, low;
  VwapFold vwap;
  void add(const Bar& minute);
  friend bool operator==(const DayRange&, const DayRange&) = default;
};

/// One symbol's session so far: what the baselines need of its minutes, folded as they are stored. Folding the
/// stored minutes again gives the same state: that is the restart. Owner: one thread. About 850 bytes.
class SymbolDay {
 public:
  struct Close {
    MinuteStart start{};
    Price price;
    friend bool operator==(const Close&, const Close&) = default;
  };

  /// `next`: folded. `ignored`: of another session or segment, without a price, or the newest minute's very issue
  /// again. `stale`: the minute is not after the last one, so only a rebuild from the stored minutes holds it.
  enum class Added : std::uint8_t { next, ignored, stale };

  explicit SymbolDay(const Session& session) : bounds_(session) {}

  Added add(const Bar& minute);

  const DayBounds& bounds() const { return bounds_; }
  const std::optional<FirstMinute>& first(Segment s) const { return first_[static_cast<std::size_t>(s)]; }
  const DayRange& range() const { return range_; }  ///< of regular hours
  Volume volume() const { return volume_; }         ///< of all segments
  Volume regular_volume() const { return regular_volume_; }

  /// The newest minute.
  std::optional<Close> last() const;

  /// The newest minute that had ended by `end`; none if there is none.
  std::optional<Close> last_ended_by(MinuteStart end) const;

  friend bool operator==(const SymbolDay&, const SymbolDay&) = default;

 private:
  // 15 minutes back, the minute before them, and some for minutes that are stored before `now` counts them.
  static constexpr std::size_t kRecent = 20;

  DayBounds bounds_;
  std::array<std::optional<FirstMinute>, kSegmentNames.size()> first_;
  DayRange range_;
  Volume volume_, regular_volume_;
  std::uint64_t minutes_ = 0;
  std::uint32_t last_revision_ = 0, last_trades_ = 0;
  std::array<Close, kRecent> recent_{};  ///< minute i at i % kRecent
};

}  // namespace tickbard
