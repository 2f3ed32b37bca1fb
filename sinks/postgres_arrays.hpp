#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aggregator/core/decimal.hpp"
#include "aggregator/core/time.hpp"

namespace tickbard {

/// One column of many rows as a PostgreSQL array literal: a whole batch is one statement with a dozen parameters.
/// Owner: the thread that writes the batch.
class PgArray {
 public:
  explicit PgArray(std::size_t rows) {
    text_.reserve(2 + rows * 12);
    text_ = "{";
  }

  void add(std::string_view text);  ///< any text; quoted
  void add(std::int64_t number) { add_bare(std::to_string(number)); }
  void add(Int128 raw, int digits) { add_bare(to_text(raw, digits)); }
  void add(UnixNanos instant);
  void add(const std::optional<UnixNanos>& instant);
  void add(const std::optional<Price>& price);
  void add(Price price) { add(price.raw, kPriceDigits); }

  /// Ends the literal. Call once.
  std::string take();

 private:
  void add_bare(std::string_view text);  ///< text without any of {}",\ or spaces, and not the word NULL
  std::string text_;
};

}  // namespace tickbard
