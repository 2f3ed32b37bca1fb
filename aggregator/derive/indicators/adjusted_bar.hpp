#pragma once

#include <optional>
#include <span>
#include <vector>

#include "aggregator/core/decimal.hpp"
#include "aggregator/core/time.hpp"

namespace tickbard {

/// Where a session stands among all of its calendar: numbers from 1 on; 0 where nobody has said. Then no base is
/// too old to be compared with.
struct SessionPlace {
  std::int32_t number = 0;
  std::int32_t month = 0, quarter = 0, year = 0;  ///< of the first session of the running one
  friend bool operator==(const SessionPlace&, const SessionPlace&) = default;
};

/// One bar of any interval as indicators see it: adjusted for splits, not for dividends. An immutable fact.
/// Units: prices positive, in 1e-9 or in a fraction of it that is the series' own (SplitScales), so that no split
/// rounds them; volumes likewise. A series is in time order, each bar once.
struct AdjustedBar {
  SessionDate session{};  ///< the trading day it belongs to: weeks, months and years are counted by it
  MinuteStart start{};    ///< of a daily bar the midnight that names its session
  Price open, high, low, close;
  Volume volume;
  bool ends_week = false;  ///< by the calendar no session of its ISO week follows; see mark_week_ends
  SessionPlace place{};

  static AdjustedBar day(SessionDate session, Price open, Price high, Price low, Price close, Volume volume = {}) {
    return {session, std::chrono::sys_days{session}, open, high, low, close, volume, false, {}};
  }
  friend bool operator==(const AdjustedBar&, const AdjustedBar&) = default;
};

using Series = std::vector<std::optional<double>>;

/// What every indicator of one line is: a value that takes bars and holds bounded state. push, then value; `next`
/// is both. Copyable, so a state as of any bar can be kept. Owner: any thread.
template <class Self>
struct Streaming {
  std::optional<double> next(const AdjustedBar& bar) {
    Self& self = static_cast<Self&>(*this);
    self.push(bar);
    return self.value();
  }
};

/// The batch form, defined by the streaming one: one value per bar, each from that bar and those before it.
template <class Stream>
Series series_of(Stream stream, std::span<const AdjustedBar> bars) {
  Series out;
  out.reserve(bars.size());
  for (const AdjustedBar& bar : bars) out.push_back(stream.next(bar));
  return out;
}

}  // namespace tickbard
