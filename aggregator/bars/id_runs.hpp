#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <memory>
#include <span>

#include "aggregator/bars/duplicates.hpp"
#include "aggregator/core/time.hpp"

namespace tickbard {

/// How far the ids of each feed, symbol and exchange have come: the newest minute they had a print in, and the
/// greatest id there. Ids grow on nearly every exchange, so this tells of nearly every print that it is new,
/// without a look at those before it. Owner: market thread.
/// Units: 16 bytes a feed, symbol and exchange, in a table that is about half full at most, and as much or twice
/// that for the next one. A full table moves into that bit by bit: all at once would hold trades up for
/// milliseconds. Lifetime: those that were quiet for an hour give way then, and of their minutes nothing is
/// claimed any more.
class IdRuns {
 public:
  IdRuns();

  /// True: no print of this key can have come in this minute before. False: it may have. To be asked of every
  /// print that has a key.
  bool surely_new(FeedId feed, const PrintKey& key, MinuteStart minute);

  /// Whose ids a key's is one of: its place, with the feed in bits that it leaves free. Feeds 256 apart share
  /// their runs: whatever is claimed then holds for each of them.
  static std::uint64_t whose(FeedId feed, const PrintKey& key) noexcept {
    return key.place | std::uint64_t{static_cast<std::uint8_t>(feed)} << PrintKey::kFreeFrom;
  }

  /// A minute is known by its lower 15 bits, 22 days, for none is newer than the newest of all. A run that was
  /// quiet for longer seems newer than it is: less is claimed of it then, nothing that is not so.
  struct Run {
    std::uint64_t of;    ///< whose; above that kGrowing, and the minute. 0: free
    std::uint64_t last;  ///< the greatest id in the minute
  };

  /// The two halves of surely_new(), for whoever must first know whether it will be true: the run of that key if
  /// it will be, else nullptr; and what it does then. Precondition: the minute is less than 22 days behind the
  /// newest.
  Run* growing(std::uint64_t whose, std::uint64_t id, MinuteStart minute) noexcept {
    Run& run = find(whose);
    if (run.of == usual(whose, minute)) return id > run.last ? &run : nullptr;
    if (used_ >= quick_) return nullptr;
    const std::int32_t at = number(minute);
    return at > (run.of == 0 ? unknown_through_ : minute_of(run)) ? &run : nullptr;
  }
  void grow(Run& run, std::uint64_t whose, std::uint64_t id, MinuteStart minute) noexcept {
    if (run.of != usual(whose, minute)) {
      used_ += run.of == 0;
      run.of = usual(whose, minute);
      newest_ = std::max(newest_, number(minute));
    }
    run.last = id;
  }

  /// Brings what surely_new() will look at into the cache.
  void expect(std::uint64_t whose) const noexcept { __builtin_prefetch(&runs_.place(whose), 1); }

 private:
  static constexpr std::size_t kLeast = 1024;  ///< places
  static constexpr std::size_t most_of(std::size_t places) { return places / 2; }
  /// From then on the next table is made: so late that most never have one, and twice as early as it takes.
  static constexpr std::size_t quick_of(std::size_t most) { return most - most / 16; }
  static constexpr std::uint64_t kGrowing = std::uint64_t{1}
                                            << PrintKey::kEnd;  ///< all came in order of their ids
  static constexpr unsigned kMinuteAt = PrintKey::kEnd + 1;
  static constexpr std::uint64_t kMinutes = std::uint64_t{1} << (64 - kMinuteAt);  ///< so many are told apart

  /// Since 1970.
  static std::int32_t number(MinuteStart minute) noexcept {
    return static_cast<std::int32_t>(minute.time_since_epoch().count());
  }
  static std::uint64_t stamp(std::int32_t minute) noexcept {
    return static_cast<std::uint64_t>(minute) << kMinuteAt;
  }
  /// What a run says of itself that had a print in this minute already, and whose ids all grew.
  static std::uint64_t usual(std::uint64_t whose, MinuteStart minute) noexcept {
    return whose | kGrowing | stamp(number(minute));
  }
  std::int32_t minute_of(const Run& run) const noexcept {
    const std::uint64_t ago = static_cast<std::uint64_t>(newest_) - (run.of >> kMinuteAt);
    return newest_ - static_cast<std::int32_t>(ago % kMinutes);
  }

  /// Open addressing.
  class Table {
   public:
    Table() = default;
    explicit Table(std::size_t places);  ///< a power of two; not cleared yet
    bool empty() const noexcept { return runs_ == nullptr; }
    Run& place(std::uint64_t whose) const noexcept { return runs_[(whose * 0x9E3779B97F4A7C15ULL) >> shift_]; }
    /// Where it is, or would be. Precondition: cleared, not full.
    Run& find(std::uint64_t whose) const noexcept {
      Run* run = &place(whose);
      while (run->of != 0 && (run->of ^ whose) % kGrowing != 0) run = run == last_ ? runs_.get() : run + 1;
      return *run;
    }
    std::span<Run> all() const noexcept { return {runs_.get(), empty() ? nullptr : last_ + 1}; }

   private:
    std::unique_ptr<Run[]> runs_;
    Run* last_ = nullptr;
    unsigned shift_ = 0;
  };

  Run& find(std::uint64_t whose) noexcept { return runs_.find(whose); }
  Run& known(std::uint64_t whose);
  std::size_t live() const;
  void tend();
  void clear(std::size_t places);
  void move(std::size_t places);

  Table runs_;
  Table next_;               ///< cleared bit by bit while runs_ fills
  Table left_;               ///< the one before, while it moves; a run that is in both counts in runs_
  std::size_t done_ = 0;     ///< places of next_ that are cleared, or of left_ that have moved
  std::size_t used_ = 0;     ///< of runs_
  std::size_t most_ = 0;     ///< with so many it is full
  std::size_t quick_ = 0;    ///< up to so many there is nothing to tend
  std::int32_t newest_ = 0;  ///< minute of any print
  std::int32_t unknown_through_ =
      INT32_MIN;  ///< whoever is not here may have had prints in minutes up to this one
};

}  // namespace tickbard
