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

  /// Exact, rounded half up to units. None if the result does not fit.
  std::optional<Price> price(Price raw) const;
  std::optional<Volume> volume(Volume raw) const;

  /// `daily_bars.adj_factor`: in 1e-12, rounded half up.
  Int128 e12() const;

  friend bool operator==(const SplitFactor&, const SplitFactor&) = default;

 private:
  friend class SplitAdjuster;
  std::int64_t over_ = 1;
  std::int64_t under_ = 1;
};

/// The splits of all symbols. Owner: any thread; immutable. Dividends are not adjusted for: these are price
/// returns.
class SplitAdjuster {
 public:
  SplitAdjuster() = default;

  /// Errors: a sentence naming the split that is none, or the symbol whose splits multiply past 64 bits.
  static Result<SplitAdjuster> of(std::vector<Split> splits);

  /// For a price of session `of`, seen in session `as_of`: the product of the splits with of < ex_date <= as_of.
  SplitFactor factor(const Symbol& symbol, SessionDate of, SessionDate as_of) const;

 private:
  explicit SplitAdjuster(std::vector<Split> splits) : splits_(std::move(splits)) {}

  std::vector<Split> splits_;  ///< by symbol, then date
};

}  // namespace tickbard
