#pragma once

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "aggregator/core/decimal.hpp"
#include "aggregator/core/time.hpp"

namespace tickbard {

/// Values in PostgreSQL's binary forms, one behind the other: what COPY … (FORMAT binary) reads. A decimal has the
/// same digits, and as many behind the point, as if it had been sent as to_text() writes it.
/// Owner: the thread that writes the batch.
class PgBinaryRows {
 public:
  explicit PgBinaryRows(std::size_t rows);

  /// Begins a row; as many values follow.
  void row(std::int16_t columns) { put(columns); }
  void add(std::string_view text);
  void add(std::int64_t number) { add_number(number); }  ///< bigint
  void add(std::int32_t number) { add_number(number); }  ///< integer
  void add(std::int16_t number) { add_number(number); }  ///< smallint
  void add(UnixNanos instant);       ///< timestamptz; what is finer than a microsecond is cut off
  void add(Int128 raw, int digits);  ///< numeric: raw x 10^-digits; digits at most 12
  void add(Price price) { add(Int128{price.raw}, kPriceDigits); }
  void add(Volume volume) { add(volume.raw, kSizeDigits); }
  void add(const std::optional<Price>& price);
  void add_null() { put(std::int32_t{-1}); }

  /// Ends it. Call once.
  std::string take();

 private:
  /// In the order of bytes that the server reads.
  template <std::signed_integral... Numbers>
  void put(Numbers... numbers) {
    char bytes[(sizeof numbers + ...)];
    char* end = bytes;
    ((end = store(end, numbers)), ...);
    bytes_.append(bytes, sizeof bytes);
  }
  template <std::signed_integral Number>
  void add_number(Number number) {
    put(static_cast<std::int32_t>(sizeof number), number);
  }
  template <std::signed_integral Number>
  static char* store(char* to, Number number) {
    for (std::size_t i = sizeof number; i-- > 0;) *to++ = static_cast<char>(number >> (8 * i));
    return to;
  }

  std::string bytes_;
};

}  // namespace tickbard
