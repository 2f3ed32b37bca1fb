#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "aggregator/core/event.hpp"
#include "daemon/sim/random.hpp"
#include "daemon/sim/sim_trade.hpp"

namespace tickbard {

enum class MarketStyle : std::uint8_t {
  us_equity,  ///< cent grid with some sub-penny prices, round and odd lots, tapes, conditions
  crypto,     ///< prices and sizes down to 1e-8, no conditions
};

/// What market to make up.
struct GeneratorOptions {
  MarketStyle style = MarketStyle::us_equity;
  std::vector<std::string> symbols;  ///< at least one
  double rate = 200;                 ///< trades a second over all symbols; 0: only bursts
  std::uint64_t seed = 1;
  UnixNanos start{};
  bool burst = false;                           ///< see Faults::burst
  std::uint64_t future = 0;                     ///< see Faults::future
  std::size_t keep = 1;                         ///< newest trades of each symbol to remember, at least 1
  std::function<Segment(UnixNanos)> segment{};  ///< US prints of pre and post carry Form T; none: always rth
};

/// A made-up market: symbols with Zipf activity whose prices walk on a tick grid. Pure: the same options give
/// the same trades, whatever the steps in which they are asked for; time is an argument.
/// Owner: the simulator's thread.
class MarketGenerator {
 public:
  explicit MarketGenerator(GeneratorOptions options);

  const std::vector<std::string>& symbols() const { return options_.symbols; }

  /// Appends the trades up to and including `until` that were not yet given out, at most `most` of them.
  /// Returns the time up to which everything is out: `until`, or the last trade's when `most` stopped it.
  UnixNanos generate(UnixNanos until, std::size_t most, std::vector<SimTrade>& out);

  /// The newest trades of a symbol, oldest first, at most `keep`; empty if it has not traded.
  const std::deque<SimTrade>& recent(std::uint32_t symbol) const { return states_[symbol].recent; }

  std::uint64_t trades() const { return made_; }

 private:
  struct State {
    std::int64_t price = 0;   ///< 1e-9
    std::int64_t anchor = 0;  ///< the walk turns back at a quarter and at four times this price
    std::int64_t grid = 0;    ///< 1e-9
    Tape tape = Tape::none;
    std::uint64_t next_id = 0;
    std::deque<SimTrade> recent;
  };

  void trade(std::uint32_t symbol, UnixNanos time, bool plain, std::vector<SimTrade>& out);
  void walk(State& state);
  void dress_equity(SimTrade& t, const State& state);
  void dress_crypto(SimTrade& t, const State& state);
  Segment segment_at(UnixNanos time);
  UnixNanos arrival_after(UnixNanos time);
  UnixNanos burst_time(MinuteStart minute, std::uint32_t symbol) const;

  GeneratorOptions options_;
  Random random_;
  ZipfTable activity_;
  std::vector<State> states_;
  UnixNanos arrival_;         ///< of the next ordinary trade
  MinuteStart burst_minute_;  ///< of the next burst trade
  std::uint32_t burst_symbol_ = 0;
  MinuteStart segment_minute_{};
  Segment segment_ = Segment::rth;
  std::uint64_t id_base_;  ///< the start in µs: a simulator started again must not use an id again
  std::uint64_t sequence_;
  std::uint64_t made_ = 0;
};

}  // namespace tickbard
