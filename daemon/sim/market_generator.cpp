#include "daemon/sim/market_generator.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace tickbard {
namespace {

using std::chrono::minutes;
using std::chrono::nanoseconds;

constexpr std::int64_t kUnit = 1'000'000'000;  // 1 in 1e-9
constexpr std::int64_t kCent = kUnit / 100;
constexpr std::int64_t kLot = 100'000'000;  // size 1 in 1e-8
constexpr nanoseconds kBurstSpan = std::chrono::milliseconds(10);
constexpr nanoseconds kFutureBy = minutes(10);

// Polygon's condition numbers.
constexpr unsigned kAveragePrice = 2, kDerivative = 10, kFormT = 12, kSweep = 14, kOddLot = 37, kExempt = 41,
                   kContingent = 53;

// Polygon's exchange numbers: NYSE, Arca, Nasdaq, BZX, EDGX, IEX; 4 is off-exchange reporting.
constexpr std::array<std::uint16_t, 6> kExchanges{10, 11, 12, 19, 8, 15};
constexpr std::uint16_t kOffExchange = 4;

/// The grid of a crypto price: about a hundred-thousandth of it, a power of ten.
std::int64_t grid_of(std::int64_t price) {
  std::int64_t grid = 10;
  while (grid * 1'000'000 <= price) grid *= 10;
  return grid;
}

}  // namespace

MarketGenerator::MarketGenerator(GeneratorOptions options)
    : options_(std::move(options)),
      random_(options_.seed),
      activity_(static_cast<std::uint32_t>(options_.symbols.size())),
      states_(options_.symbols.size()),
      burst_minute_(minute_of(options_.start)) {
  const auto start = static_cast<std::uint64_t>(to_unix_nanos(options_.start));
  id_base_ = start / 1000;
  sequence_ = start / 1000 % 86'400'000'000;
  for (State& s : states_) {
    s.next_id = id_base_;
    const double size = std::exp(random_.unit() * 6.0);  // 1 … 403, many small
    if (options_.style == MarketStyle::us_equity) {
      s.grid = kCent;
      s.anchor = static_cast<std::int64_t>(size * 2.0 * 100.0) * kCent;
      s.tape = static_cast<Tape>(1 + random_.below(3));
    } else {
      const std::int64_t rough = static_cast<std::int64_t>(size * size * 0.01 * 1e9);  // 0.01 … 1600
      s.grid = grid_of(rough);
      s.anchor = rough / s.grid * s.grid;
    }
    s.price = s.anchor;
  }
  arrival_ = arrival_after(options_.start);
}

UnixNanos MarketGenerator::arrival_after(UnixNanos time) {
  if (options_.rate <= 0) return UnixNanos::max();
  const double wait = -std::log(random_.unit()) / options_.rate * 1e9;
  return time + nanoseconds(std::max<std::int64_t>(1, static_cast<std::int64_t>(wait)));
}

UnixNanos MarketGenerator::burst_time(MinuteStart minute, std::uint32_t symbol) const {
  if (!options_.burst) return UnixNanos::max();
  const auto n = static_cast<std::int64_t>(states_.size());
  return minute + minutes(1) - kBurstSpan + nanoseconds(kBurstSpan.count() * symbol / n);
}

Segment MarketGenerator::segment_at(UnixNanos time) {
  if (!options_.segment) return Segment::rth;
  if (const MinuteStart minute = minute_of(time); minute != segment_minute_) {
    segment_minute_ = minute;
    segment_ = options_.segment(time);
  }
  return segment_;
}

UnixNanos MarketGenerator::generate(UnixNanos until, std::size_t most, std::vector<SimTrade>& out) {
  UnixNanos reached = until;
  for (std::size_t n = 0; n < most; ++n) {
    const UnixNanos burst = burst_time(burst_minute_, burst_symbol_);
    const UnixNanos next = std::min(burst, arrival_);
    if (next > until) return until;
    reached = next;
    if (burst <= arrival_) {
      if (burst > options_.start) trade(burst_symbol_, burst, true, out);
      if (++burst_symbol_ == states_.size()) {
        burst_symbol_ = 0;
        burst_minute_ += minutes(1);
      }
    } else {
      trade(activity_.draw(random_), arrival_, false, out);
      arrival_ = arrival_after(arrival_);
    }
  }
  return reached;
}

void MarketGenerator::walk(State& s) {
  // A step is about a two-thousandth of the price at most, and at least one grid unit; now and then a jump.
  const std::int64_t widest = std::max<std::int64_t>(1, s.price / 4000 / s.grid);
  std::int64_t steps =
      static_cast<std::int64_t>(random_.below(static_cast<std::uint64_t>(2 * widest + 1))) - widest;
  if (random_.below(20'000) == 0) steps += (random_.chance(5000) ? 1 : -1) * (s.price / 25 / s.grid);
  const std::int64_t price = s.price + steps * s.grid;
  s.price = price < s.anchor / 4 || price > s.anchor * 4 || price < s.grid ? s.price - steps * s.grid : price;
  s.price = std::max(s.price, s.grid);
}

void MarketGenerator::dress_equity(SimTrade& t, const State& s) {
  t.exchange = kExchanges[random_.below(kExchanges.size())];
  const std::uint64_t kind = random_.below(100);
  std::int64_t shares = 100 * (1 + static_cast<std::int64_t>(random_.below(random_.chance(500) ? 40 : 5)));
  if (kind < 45) shares = 1 + static_cast<std::int64_t>(random_.below(99));
  t.size.raw = shares * kLot;
  if (kind == 0) t.size.raw = static_cast<std::int64_t>(1 + random_.below(99'999)) * (kLot / 1000);  // fractional
  if (kind % 5 == 0) {
    t.exchange = kOffExchange;
    t.price.raw += static_cast<std::int64_t>(random_.below(100)) * (kCent / 100);  // sub-penny price improvement
  }
  if (segment_ == Segment::pre || segment_ == Segment::post) t.conditions.add(kFormT);
  if (kind % 3 == 1) t.conditions.add(kSweep);
  if (t.size.raw < 100 * kLot) t.conditions.add(kOddLot);
  if (kind % 3 == 1) t.conditions.add(kExempt);
  if (kind == 99 || kind == 98 || kind == 97) {
    t.conditions.add(kind == 99 ? kAveragePrice : kind == 98 ? kDerivative : kContingent);
    t.price.raw += s.price / 200 / kCent * kCent;  // such prices lie off the market
  }
}

void MarketGenerator::dress_crypto(SimTrade& t, const State& s) {
  const double lots = 200.0 * -std::log(random_.unit()) / (static_cast<double>(s.anchor) / 1e9);
  t.size.raw = std::max<std::int64_t>(1, static_cast<std::int64_t>(lots * static_cast<double>(kLot)));
  t.buyer_is_maker = random_.chance(5000);
}

void MarketGenerator::trade(std::uint32_t symbol, UnixNanos time, bool plain, std::vector<SimTrade>& out) {
  State& s = states_[symbol];
  walk(s);
  SimTrade t;
  t.symbol = symbol;
  t.time = time;
  t.price.raw = s.price;
  t.tape = s.tape;
  t.id = s.next_id++;
  t.sequence = sequence_ += 1 + random_.below(3);
  segment_at(time);
  if (plain) {  // price-forming in every segment, so that every minute has a bar
    t.size.raw = 100 * kLot;
    t.exchange = kExchanges[0];
  } else if (options_.style == MarketStyle::us_equity) {
    dress_equity(t, s);
  } else {
    dress_crypto(t, s);
  }
  ++made_;
  s.recent.push_back(t);
  if (s.recent.size() > options_.keep) s.recent.pop_front();
  if (options_.future != 0 && made_ % options_.future == 0) t.time += kFutureBy;
  out.push_back(t);
}

}  // namespace tickbard
