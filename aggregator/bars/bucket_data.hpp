#pragma once

#include <cstdint>
#include <optional>
#include <type_traits>

#include "aggregator/core/bar.hpp"
#include "aggregator/core/tick.hpp"

namespace tickbard {

/// What one print may do to its minute.
struct PrintEffect {
  bool price = true;   ///< open and close; such a print may always set high and low too
  bool range = true;   ///< high and low
  bool volume = true;  ///< volume
  friend bool operator==(const PrintEffect&, const PrintEffect&) = default;
};

/// One print as a bucket needs it.
struct Print {
  Price price;
  Size size;
  UnixNanos time{};
  std::uint64_t sequence = 0;
  TradeId id;
  std::uint16_t exchange = 0;
  PrintEffect effect;
};

/// The content of one slot: one symbol's minute, from its first print to the end of the amend window.
/// A value: adding a print to a copy and publishing the copy is how a bucket changes.
/// Units: as their types; sums are exact, in 128 bits.
struct BucketData {
  enum Flag : std::uint16_t {
    kUsed = 1,      ///< the slot holds a bucket
    kPriced = 2,    ///< at least one print may set open and close: there is a bar
    kRanged = 4,    ///< at least one print may set high and low
    kClosed = 8,    ///< its minute is over; the bar was issued if there is one
    kChanged = 16,  ///< closed, and different from what was last issued
    kVoided = 32,   ///< every price-forming print was cancelled; prices are those of another minute
    kTorn = 64,     ///< a crash caught the slot mid-write: its figures were thrown away
    kShown = 128,   ///< issued while it was open, as revision 0
  };

  // First what the usual print changes or looks at: within two cache lines of a slot, and the sum of the others in
  // the third.
  Volume volume;      ///< of prints that count in volume
  Turnover turnover;  ///< price x size of those that also may set high and low
  Price close;
  UnixNanos close_time{};
  std::uint64_t close_sequence = 0;
  Price high, low;
  UnixNanos newest_time{};     ///< of any print in it
  std::uint64_t last_id = 0;   ///< largest trade id in it
  std::uint32_t prints = 0;    ///< all prints in it
  std::uint32_t carried = 0;   ///< of those, how many an earlier run took in while there was no price yet
  std::uint32_t revision = 0;  ///< of the last issue; 0: not issued since it closed
  std::uint16_t flags = 0;
  std::uint8_t quality = 0;  ///< what stays true of this minute whatever happens next
  std::uint8_t spare = 0;
  UnixNanos open_time{};
  Volume other_volume;  ///< the sizes in `volume` that are not in `turnover`
  Symbol symbol;
  std::int64_t minute = 0;     ///< MinuteStart, in minutes
  std::uint64_t feed_key = 0;  ///< which feed fills it: a hash of its name, stable over restarts
  Price open;
  std::uint64_t open_sequence = 0;
  std::uint64_t spare_word = 0;

  bool has(Flag f) const { return (flags & f) != 0; }
  void set(Flag f) { flags = static_cast<std::uint16_t>(flags | f); }
  void clear(Flag f) { flags = static_cast<std::uint16_t>(flags & ~f); }
  Volume range_volume() const { return {volume.raw - other_volume.raw}; }
  MinuteStart start() const { return MinuteStart{std::chrono::minutes{minute}}; }

  static BucketData empty(const Symbol& symbol, MinuteStart minute, std::uint64_t feed_key);

  /// Takes the print in. False, and nothing changed, if a 128-bit sum cannot hold it.
  bool add(const Print& print) noexcept;

  /// A row of it may be stored.
  bool issued() const { return revision > 0 || has(kShown); }

  /// A bar can be made of it: it has prices of its own, or had some that were cancelled.
  bool has_bar() const { return has(kPriced) || has(kVoided); }

  /// Precondition: has_bar(). Revision is the one last issued. Without a price of its own: amended, and no volume,
  /// so that Bar::has_price() says so.
  Bar bar() const;

  void set_flat(Price price) { open = high = low = close = price; }

  /// Figures that contradict each other: not written by us, or not wholly.
  bool sane() const noexcept;
};

static_assert(std::is_trivially_copyable_v<BucketData>);
static_assert(sizeof(BucketData) == 192 && sizeof(BucketData) % sizeof(std::uint64_t) == 0);

}  // namespace tickbard
