#pragma once

#include <compare>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "aggregator/derive/bar_fold.hpp"

namespace tickbard {

/// A longer bar that has to be computed anew from the stored minutes.
struct DirtySpan {
  Symbol symbol;
  Interval interval = Interval::m5;
  BarSpan span;
  friend bool operator==(const DirtySpan&, const DirtySpan&) = default;
};

}  // namespace tickbard

template <>
struct std::hash<tickbard::DirtySpan> {
  std::size_t operator()(const tickbard::DirtySpan& d) const noexcept {
    const auto start = static_cast<std::uint64_t>(d.span.start.time_since_epoch().count());
    return d.symbol.hash() ^ ((start << 3 | static_cast<std::uint64_t>(d.interval)) * 0x9E3779B97F4A7C15ULL);
  }
};

namespace tickbard {

/// Longer bars from stored minutes, as they are stored. Keeps no minutes: one open fold per symbol and interval.
/// What such a fold cannot know (a minute issued again, a late one, one of before `from`) makes the span dirty.
/// Owner: one thread. Lifetime: the calendar outlives it.
class HigherBars {
 public:
  struct Harvest {
    std::array<std::vector<Bar>, kHigherIntervals.size()> finished;  ///< as kHigherIntervals
    std::vector<DirtySpan> dirty;  ///< by (symbol, interval, start); none of them among the finished
  };

  /// `from`: no minute at or after it was stored before the first apply(). A span that began earlier may have
  /// minutes that apply() never sees, so it becomes dirty instead of finished.
  HigherBars(const Calendar& calendar, Align align, MinuteStart from)
      : calendar_(calendar), align_(align), from_(from) {}

  /// One stored minute; symbols in any order. The very issue of a symbol's newest minute again is nothing: a
  /// reader of "written since" meets its last rows twice.
  void apply(const Bar& minute);

  /// Ends every span whose end is at or before `closed_up_to`, a time that every feed's closed bars have passed
  /// and been stored up to, and hands out what ended since the last call.
  Harvest advance(MinuteStart closed_up_to);

  std::size_t symbols() const { return symbols_.size(); }

 private:
  struct Open {
    BarSpan span;  ///< empty while start == end
    bool dirty = false;
    BarFold fold;
  };
  struct State {
    MinuteStart last{};  ///< the newest minute seen, and which issue of it
    std::uint32_t last_revision = 0, last_trades = 0;
    std::array<Open, kHigherIntervals.size()> open;
  };
  struct Ended {
    std::size_t interval;
    MinuteStart end;
    Bar bar;
  };

  const Session* session_at(MinuteStart m);
  void end(const Symbol& symbol, std::size_t interval, Open& open);

  const Calendar& calendar_;
  Align align_;
  MinuteStart from_;
  MinuteStart closed_up_to_{};
  const Session* session_ = nullptr;  ///< of the last minute: nearly always the next one's too
  std::unordered_map<Symbol, State> symbols_;
  std::vector<Ended> ended_;
  std::unordered_set<DirtySpan> dirty_;
};

}  // namespace tickbard
