#pragma once

#include <cstdint>
#include <optional>

#include "aggregator/core/decimal.hpp"
#include "aggregator/core/symbol.hpp"
#include "aggregator/core/time.hpp"

namespace tickbard {

/// What a bar says about itself. 0 means complete.
namespace quality {
inline constexpr std::uint8_t kPartial = 1;      ///< we did not listen for the whole minute
inline constexpr std::uint8_t kGap = 2;          ///< the feed was lost in this minute
inline constexpr std::uint8_t kAmended = 4;      ///< re-issued after it closed
inline constexpr std::uint8_t kBackfilled = 8;   ///< from the provider's REST history
inline constexpr std::uint8_t kForming = 16;     ///< not over when it was stored (shutdown)
}  // namespace quality

/// One symbol's minute [start, start + 60 s) of event time. An immutable fact: a change is a new Bar
/// with a higher revision.
struct Bar {
  Symbol symbol;
  MinuteStart start{};
  Price open, high, low, close;
  Volume volume;               ///< every print that counts in volume
  std::optional<Price> vwap;   ///< over prints that may set the high and low; so low <= vwap <= high
  std::uint32_t trade_count = 0;  ///< prints counted in this bar
  std::uint32_t revision = 1;  ///< 1 at the first close; +1 each time it is issued again
  std::uint8_t quality = 0;

  /// Whether a trade stands behind its prices. A minute whose every price was taken back is issued again without
  /// volume, flat at a price that is still valid: no derived figure takes a price from it.
  bool has_price() const { return volume.raw > 0 || (quality & quality::kAmended) == 0; }

  friend bool operator==(const Bar&, const Bar&) = default;
};

}  // namespace tickbard
