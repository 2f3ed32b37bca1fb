#include "aggregator/derive/baselines/leaderboard.hpp"

#include <algorithm>

namespace tickbard {
namespace {

PriceBand band_of(Price p) {
  constexpr std::int64_t kUnit = 1'000'000'000;
  return p.raw < 20 * kUnit ? PriceBand::small : p.raw < 100 * kUnit ? PriceBand::mid : PriceBand::large;
}

Percent size_of(Percent p) {
  return Percent{p.raw < 0 ? -p.raw : p.raw};
}

}  // namespace

std::optional<Percent> move_of(const Baselines& b, Move move) {
  switch (move) {
    case Move::yesterday:
      return b.from_yesterday;
    case Move::open:
      return b.from_open;
    case Move::pre:
      return b.from_pre;
    case Move::post:
      return b.from_post;
    case Move::min1:
      return b.changes[0].pct;
    case Move::min5:
      return b.changes[1].pct;
    case Move::min15:
      return b.changes[2].pct;
    case Move::gap:
      return b.gap;
  }
  return std::nullopt;
}

std::string name_of(MoveBucket bucket, Percent threshold) {
  switch (bucket) {
    case MoveBucket::from_20:
      return "20%+";
    case MoveBucket::from_10:
      return "10-20%";
    case MoveBucket::from_threshold:
      break;
  }
  return to_text(threshold.raw, 4) + "-10%";
}

std::optional<Candidate> candidate_of(const Symbol& symbol, const Baselines& row, Move move,
                                      const DayBounds& bounds) {
  if (!row.price) return std::nullopt;
  return Candidate{symbol, move_of(row, move), *row.price, row.price_minute, bounds.segment(row.price_minute)};
}

std::optional<Leader> classify(const Candidate& c, UnixNanos now, const LeaderFilter& filter) {
  if (!c.move || size_of(*c.move) < filter.threshold) return std::nullopt;
  if (filter.direction == MoveDirection::up && c.move->raw < 0) return std::nullopt;
  if (filter.direction == MoveDirection::down && c.move->raw > 0) return std::nullopt;
  if (filter.band != PriceBand::all && filter.band != band_of(c.price)) return std::nullopt;
  if (filter.segment && *filter.segment != c.segment) return std::nullopt;
  if (filter.newest && now - c.price_minute > *filter.newest) return std::nullopt;
  const Percent size = size_of(*c.move);
  return Leader{c.symbol, *c.move,
                size >= percent(20)   ? MoveBucket::from_20
                : size >= percent(10) ? MoveBucket::from_10
                                      : MoveBucket::from_threshold};
}

bool ranks_before(const Leader& a, const Leader& b, MoveDirection direction) {
  if (a.move != b.move) {
    if (direction == MoveDirection::up) return a.move > b.move;
    if (direction == MoveDirection::down) return a.move < b.move;
    if (size_of(a.move) != size_of(b.move)) return size_of(a.move) > size_of(b.move);
    return a.move > b.move;
  }
  return a.symbol < b.symbol;
}

std::vector<Leader> leaders(std::span<const Candidate> candidates, UnixNanos now, const LeaderFilter& filter,
                            std::size_t limit) {
  std::vector<Leader> board;
  for (const Candidate& c : candidates) {
    if (const auto leader = classify(c, now, filter)) board.push_back(*leader);
  }
  const auto shown = board.begin() + static_cast<std::ptrdiff_t>(std::min(limit, board.size()));
  std::partial_sort(board.begin(), shown, board.end(),
                    [&](const Leader& a, const Leader& b) { return ranks_before(a, b, filter.direction); });
  board.erase(shown, board.end());
  return board;
}

}  // namespace tickbard
