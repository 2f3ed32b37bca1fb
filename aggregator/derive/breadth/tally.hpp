#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "aggregator/core/decimal.hpp"
#include "aggregator/derive/oldest_base.hpp"

namespace tickbard {

/// A question with three answers, asked of each security with its adjusted closes C.
struct ThreeWay {
  enum class Basis : std::uint8_t {
    change,   ///< C_t against C_{t-length}
    average,  ///< C_t against the mean of the `length` closes that end `shift` bars ago
    rate,     ///< ROC_length(t) against ROC_length(t-shift)
  };
  std::string_view prefix;  ///< of its keys; empty for the plain advances and declines
  Basis basis;
  std::uint16_t length;
  std::uint16_t shift;
  bool fresh;  ///< the previous bar may be at most kOldestPrevious sessions old
};

/// A symbol that did not trade for longer than this neither advanced nor declined: it is missing that day (T-111).
inline constexpr std::int32_t kOldestPrevious = kOldestBase;

/// The one list: tallies, keys and figures follow its order. The first is advances and declines.
inline constexpr std::array<ThreeWay, 14> kThreeWays{{
    {"", ThreeWay::Basis::change, 1, 0, true},
    {"ad_1_", ThreeWay::Basis::change, 1, 0, false},
    {"ad_5_", ThreeWay::Basis::change, 5, 0, false},
    {"ad_10_", ThreeWay::Basis::change, 10, 0, false},
    {"ma_13_", ThreeWay::Basis::average, 13, 0, false},
    {"ma_28_", ThreeWay::Basis::average, 28, 0, false},
    {"ma_46_", ThreeWay::Basis::average, 46, 0, false},
    {"ma_8_shift_5_", ThreeWay::Basis::average, 8, 5, false},
    {"roc_17_vs_5_", ThreeWay::Basis::rate, 17, 5, false},
    {"roc_27_vs_4_", ThreeWay::Basis::rate, 27, 4, false},
    {"ma_20_", ThreeWay::Basis::average, 20, 0, false},
    {"ma_50_", ThreeWay::Basis::average, 50, 0, false},
    {"ma_100_", ThreeWay::Basis::average, 100, 0, false},
    {"ma_200_", ThreeWay::Basis::average, 200, 0, false},
}};

constexpr std::size_t bars_needed(const ThreeWay& way) {
  return std::size_t{way.length} + way.shift + (way.basis == ThreeWay::Basis::average ? 0U : 1U);
}

enum class Verdict : std::uint8_t { below, equal, above };

/// How many securities gave each answer. Who gave none is missing.
struct Buckets {
  std::array<std::uint32_t, 3> counts{};  ///< by Verdict
  std::uint32_t below() const { return counts[0]; }
  std::uint32_t equal() const { return counts[1]; }
  std::uint32_t above() const { return counts[2]; }
  std::uint32_t valid() const { return counts[0] + counts[1] + counts[2]; }
  friend bool operator==(const Buckets&, const Buckets&) = default;
};

/// Which extremes are counted as new.
enum class ExtremeOf : std::uint8_t {
  year_range,   ///< high and low against those of the 252 bars before
  year_close,   ///< close against the closes of the 252 bars before
  month_range,  ///< high and low against those of the 20 bars before
};

/// A security can make a new high and a new low on one day.
struct Extremes {
  std::uint32_t valid = 0, highs = 0, lows = 0;
  friend bool operator==(const Extremes&, const Extremes&) = default;
};

/// Moves of at least 4 % on more volume than the bar before.
struct Surges {
  std::uint32_t valid = 0, up = 0, down = 0;
  friend bool operator==(const Surges&, const Surges&) = default;
};

/// One session of one set: counts and nothing else, so that the order of the securities cannot matter and parts
/// can be added up.
struct BreadthTally {
  std::uint32_t members = 0;  ///< of the set, whether or not they have data
  std::array<Buckets, kThreeWays.size()> verdicts{};
  std::array<Volume, 3> volume{};  ///< regular hours, by Verdict of advances and declines
  std::array<Extremes, 3> extremes{};
  Surges surges{};

  const Buckets& advances_declines() const { return verdicts[0]; }
  BreadthTally& operator+=(const BreadthTally& other);
  friend bool operator==(const BreadthTally&, const BreadthTally&) = default;
};

}  // namespace tickbard
