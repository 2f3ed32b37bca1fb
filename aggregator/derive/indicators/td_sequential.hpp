#pragma once

#include <cstdint>

#include "aggregator/derive/indicators/adjusted_bar.hpp"
#include "aggregator/derive/indicators/window.hpp"

namespace tickbard {

/// One direction of TD Sequential as of the last bar; 0 or false where nothing runs.
struct TdCount {
  int setup = 0;           ///< 1 to 9; stays 9 while the run goes on
  bool perfected = false;  ///< while setup is 9: bar 8 or 9 went beyond (or as far as) bars 6 and 7
  int countdown = 0;       ///< 1 to 13; 13 stands on its bar alone
  friend bool operator==(const TdCount&, const TdCount&) = default;
};

/// DeMark's sequential. Setup: consecutive closes below (buy) or above (sell) the close four bars before, begun by
/// a price flip: the bar before compared strictly the other way. An equal close ends a run and is no flip.
/// Countdown: from the ninth setup bar on, bars closing at or below the low two bars before (buy; sell with
/// highs), not necessarily in a row; the 13th also needs its low at or below the close of the 8th. A finished
/// setup of the other direction ends a countdown; one of the same direction lets it run. Prices are compared as
/// integers.
/// Owner: one thread.
class TdSequential {
 public:
  void push(const AdjustedBar& bar);
  const TdCount& buy() const { return buy_.count; }
  const TdCount& sell() const { return sell_.count; }

 private:
  struct Side {
    TdCount count;
    bool counting_down = false;
    Price close_of_8;
  };
  template <bool kBuy>
  void advance(Side& side, Side& other, int comparison);
  template <bool kBuy>
  void count_down(Side& side);
  template <bool kBuy>
  bool perfected() const;

  Window<AdjustedBar> bars_{5};
  int comparison_ = 0;  ///< of the bar before: its close against four bars earlier, -1 0 1
  Side buy_, sell_;
};

}  // namespace tickbard
