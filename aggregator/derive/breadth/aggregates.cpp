#include "aggregator/derive/breadth/aggregates.hpp"

#include <span>

#include "aggregator/derive/exact.hpp"

namespace tickbard {
namespace {

using Value = std::optional<double>;

Value quotient(double a, double b) {
  return b == 0 ? Value{} : Value{a / b};
}
Value fraction(std::uint32_t part, std::uint32_t whole) {
  return whole == 0 ? Value{} : Value{fraction4(part, whole)};
}
double difference(std::uint32_t a, std::uint32_t b) {
  return static_cast<double>(std::int64_t{a} - b);
}

Value of_verdicts(BreadthFigure figure, const Buckets& b, std::uint32_t members) {
  switch (figure) {
    case BreadthFigure::above:
      return b.above();
    case BreadthFigure::below:
      return b.below();
    case BreadthFigure::equal:
      return b.equal();
    case BreadthFigure::missing:
      return members - b.valid();
    case BreadthFigure::valid:
      return b.valid();
    case BreadthFigure::ratio:
      return quotient(b.above(), b.below());
    case BreadthFigure::net:
      return difference(b.above(), b.below());
    case BreadthFigure::above_fraction:
      return fraction(b.above(), b.valid());
    case BreadthFigure::below_fraction:
      return fraction(b.below(), b.valid());
    case BreadthFigure::equal_fraction:
      return fraction(b.equal(), b.valid());
    default:
      return std::nullopt;
  }
}

Value of_volume(BreadthFigure figure, const Buckets& b, const std::array<Volume, 3>& volume) {
  const Volume up_exact = volume[static_cast<std::size_t>(Verdict::above)];
  const Volume down_exact = volume[static_cast<std::size_t>(Verdict::below)];
  const double up = to_double(up_exact);
  const double down = to_double(down_exact);
  switch (figure) {
    case BreadthFigure::up_volume:
      return up;
    case BreadthFigure::down_volume:
      return down;
    case BreadthFigure::net_volume:
      return to_double(Volume{up_exact.raw - down_exact.raw});
    case BreadthFigure::volume_ratio:
      return quotient(up, down);
    case BreadthFigure::trin:
      if (b.above() == 0 || b.below() == 0 || up == 0 || down == 0) return std::nullopt;
      return (static_cast<double>(b.above()) / b.below()) / (up / down);
    default:
      return std::nullopt;
  }
}

Value of_extremes(BreadthFigure figure, const Extremes& e) {
  switch (figure) {
    case BreadthFigure::highs:
      return e.highs;
    case BreadthFigure::lows:
      return e.lows;
    case BreadthFigure::net_highs:
      return difference(e.highs, e.lows);
    case BreadthFigure::highs_ratio:
      return quotient(e.highs, static_cast<double>(e.highs) + e.lows);
    default:
      return std::nullopt;
  }
}

Value of_series(BreadthFigure figure, const MarketValues& s) {
  switch (figure) {
    case BreadthFigure::ad_line:
      return static_cast<double>(s.ad_line);
    case BreadthFigure::oscillator:
      return s.oscillator;
    case BreadthFigure::summation:
      return s.summation;
    case BreadthFigure::rana:
      return s.rana;
    case BreadthFigure::oscillator_rana:
      return s.oscillator_rana;
    case BreadthFigure::summation_rana:
      return s.summation_rana;
    default:
      return std::nullopt;
  }
}

constexpr bool in(BreadthFigure f, BreadthFigure first, BreadthFigure last) {
  return f >= first && f <= last;
}

/// Both kinds of tally, as far as a key may ask.
struct Figures {
  std::uint32_t members;
  std::span<const Buckets> verdicts;
  const std::array<Volume, 3>& volume;
  std::span<const Extremes> extremes;
  Surges surges;
  MarketValues series;
};

Aggregate aggregate(BreadthInterval interval, const BreadthKey& key, const Figures& f) {
  using enum BreadthFigure;
  Value value;
  std::uint32_t counted = f.verdicts[0].valid();
  if (in(key.figure, above, equal_fraction)) {
    value = of_verdicts(key.figure, f.verdicts[key.group], f.members);
    counted = f.verdicts[key.group].valid();
  } else if (in(key.figure, up_volume, trin)) {
    value = of_volume(key.figure, f.verdicts[0], f.volume);
  } else if (in(key.figure, highs, highs_ratio)) {
    value = of_extremes(key.figure, f.extremes[key.group]);
    counted = f.extremes[key.group].valid;
  } else if (in(key.figure, surges_up, surges_down)) {
    value = key.figure == surges_up ? f.surges.up : f.surges.down;
    counted = f.surges.valid;
  } else {
    value = of_series(key.figure, f.series);
  }
  return {interval, key.key, value, counted, f.members - counted};
}

std::vector<Aggregate> all_of(BreadthInterval interval, const Figures& figures) {
  std::vector<Aggregate> out;
  if (figures.members == 0) return out;
  const auto keys = breadth_keys(interval);
  out.reserve(keys.size());
  for (const BreadthKey& key : keys) out.push_back(aggregate(interval, key, figures));
  return out;
}

}  // namespace

std::vector<Aggregate> aggregates_of(const BreadthTally& t, const MarketValues& series) {
  return all_of(BreadthInterval::day, {t.members, t.verdicts, t.volume, t.extremes, t.surges, series});
}

std::vector<Aggregate> aggregates_of(const IntradayTally& t) {
  return all_of(BreadthInterval::minute, {t.members, t.verdicts, t.volume, {}, {}, {}});
}

}  // namespace tickbard
