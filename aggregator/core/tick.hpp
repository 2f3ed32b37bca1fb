#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "aggregator/core/decimal.hpp"
#include "aggregator/core/symbol.hpp"
#include "aggregator/core/time.hpp"

namespace tickbard {

/// Index of a feed in the configuration; the market's feed table has its name and traits.
using FeedId = std::uint16_t;

/// A provider's trade id. Numbers stay numbers; other text (a UUID, say) becomes a 64-bit hash with the
/// top bit set, so that it never equals a number a provider sends. 0 means: the provider gives none.
struct TradeId {
  std::uint64_t value = 0;
  static TradeId from_number(std::uint64_t n) noexcept { return {n}; }
  static TradeId from_text(std::string_view text) noexcept;
  explicit operator bool() const { return value != 0; }
  friend bool operator==(TradeId, TradeId) = default;
};

/// A trade's condition codes as the provider gives them: Polygon's numeric ids, or the SIP letter as its byte.
struct Conditions {
  static constexpr std::size_t kMax = 10;
  std::array<std::uint8_t, kMax> code{};
  std::uint8_t count = 0;
  bool truncated = false;  ///< more than kMax codes, or one above 255: the market then counts volume only

  void add(unsigned c) noexcept {
    if (count == kMax || c > 255) {
      truncated = true;
    } else {
      code[count++] = static_cast<std::uint8_t>(c);
    }
  }
};

enum class Tape : std::uint8_t { none = 0, a = 1, b = 2, c = 3, otc = 4 };

/// One trade print. Trivially copyable: it crosses a ring between threads.
struct Tick {
  Symbol symbol;
  Price price;             ///< > 0
  Size size;               ///< > 0
  UnixNanos event_time{};  ///< when it traded, by the exchange's clock
  UnixNanos recv_time{};   ///< when this machine read it, by its wall clock
  std::uint64_t sequence = 0;  ///< the provider's order of prints of one symbol; 0: none
  TradeId id;
  TradeId original;        ///< cancels and corrections: the print they take back
  Conditions conditions;
  Tape tape = Tape::none;
  std::uint16_t exchange = 0;  ///< Polygon's number, or the SIP letter; ids are unique per symbol and exchange
};

}  // namespace tickbard
