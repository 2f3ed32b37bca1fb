#pragma once

#include <span>
#include <string>
#include <vector>

#include "aggregator/derive/baselines/baselines.hpp"

namespace tickbard {

/// The change that a leaderboard is ordered by.
enum class Move : std::uint8_t { yesterday, open, pre, post, min1, min5, min15, gap };
inline constexpr std::array<std::string_view, 8> kMoveNames{"yesterday", "open", "pre",   "post",
                                                            "1min",      "5min", "15min", "gap"};

/// up: at or above the threshold; down: at or below its negative.
enum class MoveDirection : std::uint8_t { both, up, down };
inline constexpr std::array<std::string_view, 3> kMoveDirectionNames{"both", "up", "down"};

/// small below 20, mid from 20 to below 100, large from 100.
enum class PriceBand : std::uint8_t { all, small, mid, large };
inline constexpr std::array<std::string_view, 4> kPriceBandNames{"all", "small", "mid", "large"};

/// The scanner's columns: 20 % and more, 10 % and more, the rest from the threshold on.
enum class MoveBucket : std::uint8_t { from_20, from_10, from_threshold };

/// "20%+", "10-20%", and from the threshold on: "1-10%".
std::string name_of(MoveBucket bucket, Percent threshold);

/// Which symbols are on a board; each left at its default is the scanner's usual board.
struct LeaderFilter {
  Percent threshold = percent(1);
  MoveDirection direction = MoveDirection::both;
  Move move = Move::yesterday;
  PriceBand band = PriceBand::all;
  std::optional<Segment> segment;  ///< symbols whose newest price is of this segment; none: of any
  std::optional<std::chrono::minutes> newest = std::chrono::hours{4};  ///< older prices are hidden; none: never
};

std::optional<Percent> move_of(const Baselines& b, Move move);

/// One symbol that may be on the board.
struct Candidate {
  Symbol symbol;
  std::optional<Percent> move;
  Price price;
  MinuteStart price_minute{};
  Segment segment = Segment::rth;  ///< of the price
};

/// A row of `symbol_state` as one; none without a price. Precondition: `bounds` are of the row's session.
std::optional<Candidate> candidate_of(const Symbol& symbol, const Baselines& row, Move move,
                                      const DayBounds& bounds);

/// One symbol's place on the board.
struct Leader {
  Symbol symbol;
  Percent move;
  MoveBucket bucket = MoveBucket::from_threshold;
  friend bool operator==(const Leader&, const Leader&) = default;
};

/// None: not on this board.
std::optional<Leader> classify(const Candidate& candidate, UnixNanos now, const LeaderFilter& filter);

/// up: greatest first; down: least first; both: by size. Of equals the symbol decides, so that pages do not shift.
bool ranks_before(const Leader& a, const Leader& b, MoveDirection direction);

/// The board: its first `limit` places.
std::vector<Leader> leaders(std::span<const Candidate> candidates, UnixNanos now, const LeaderFilter& filter,
                            std::size_t limit);

}  // namespace tickbard
