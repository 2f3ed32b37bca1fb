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
  void add(double real);  ///< the shortest text that reads back as the same bits
  void add_null() { add_bare("NULL"); }

  /// Ends the literal. Call once.
  std::string take();

 private:
  void add_bare(std::string_view text);  ///< text without any of {}",\ or spaces, and not the word NULL
  std::string text_;
};

/// The shortest text that reads back as the same bits; PostgreSQL reads it, "inf" and "nan" too.
std::string shortest_text(double real);

}  // namespace tickbard
