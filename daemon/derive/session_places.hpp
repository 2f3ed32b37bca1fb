#pragma once

#include <vector>

#include "aggregator/derive/indicators/adjusted_bar.hpp"

namespace tickbard {

class Calendar;

/// What the indicators must know of a session's place among all of its calendar, once for all symbols.
/// Immutable; any thread. Memory: some hundred bytes a session.
class SessionPlaces {
 public:
  /// Of every session up to and including `last`.
  SessionPlaces(const Calendar& calendar, SessionDate last);

  /// Gives the bar its place, and says whether it ends its week. A date that is no session stays as it is.
  void mark(AdjustedBar& bar) const;

 private:
  std::vector<AdjustedBar> sessions_;
};

}  // namespace tickbard
