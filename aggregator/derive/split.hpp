#pragma once

#include <optional>
#include <vector>

#include "aggregator/core/decimal.hpp"
#include "aggregator/core/symbol.hpp"
#include "aggregator/core/time.hpp"

namespace tickbard {

/// One row of `corporate_actions`: `numerator` shares for `denominator` from session `ex_date` on. 10:1 is 10
/// and 1.
struct Split {
  Symbol symbol;
  SessionDate ex_date{};
  std::int64_t numerator = 1;
  std::int64_t denominator = 1;
};

/// What a price of one day is multiplied with to stand beside prices of another. Both numbers are positive and
/// have no common divisor. A volume is divided by it.
class SplitFactor {
 public:
  constexpr SplitFactor() = default;

  bool is_one() const { return over_ == 1 && under_ == 1; }

  /// Rounded half up to units of 1e-9 / scale (1e-8 / scale); none if the result does not fit. With a scale of
  /// SplitScales nothing is rounded.
  std::optional<Price> price(Price raw, std::int64_t scale = 1) const;
  std::optional<Volume> volume(Volume raw, std::int64_t scale = 1) const;

  /// `daily_bars.adj_factor`: in 1e-12, rounded half up.
  Int128 e12() const;

  friend bool operator==(const SplitFactor&, const SplitFactor&) = default;

 private:
  friend class SplitAdjuster;
  std::int64_t over_ = 1;
  std::int64_t under_ = 1;
};

/// The units in which all prices and volumes of one symbol are whole numbers whatever its splits: those of 1e-9
/// and 1e-8, divided by these. Comparing in them loses no tie, as comparing prices does that a 3:1 split has
/// rounded.
struct SplitScales {
  std::int64_t price = 1;
  std::int64_t volume = 1;
  friend bool operator==(const SplitScales&, const SplitScales&) = default;
};

/// What was kept in units of 1 / scale in units of 1, rounded half up: what the unscaled figure would have been.
/// Precondition: scaled >= 0.
constexpr Int128 unscaled(Int128 scaled, std::int64_t scale) {
  return scale == 1 ? scaled : scaled / scale + (scaled % scale >= scale - scaled % scale ? 1 : 0);
}

/// The splits of all symbols. Owner: any thread; immutable. Dividends are not adjusted for: these are price
/// returns.
class SplitAdjuster {
 public:
  SplitAdjuster() = default;

  /// Errors: a sentence naming the split that is none, or the symbol whose splits multiply past 64 bits.
  static Result<SplitAdjuster> of(std::vector<Split> splits);

  /// For a price of session `of`, seen in session `as_of`: the product of the splits with of < ex_date <= as_of.
  SplitFactor factor(const Symbol& symbol, SessionDate of, SessionDate as_of) const;

  /// The scales of a symbol's prices and volumes seen in session `as_of`. None where one passes kLargestScale:
  /// then there is only rounding.
  static constexpr std::int64_t kLargestScale = 1'000'000'000;
  std::optional<SplitScales> scales(const Symbol& symbol, SessionDate as_of) const;

 private:
  explicit SplitAdjuster(std::vector<Split> splits) : splits_(std::move(splits)) {}

  std::vector<Split> splits_;  ///< by symbol, then date
};

}  // namespace tickbard
