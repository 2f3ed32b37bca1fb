#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <vector>

#include "aggregator/bars/duplicates.hpp"
#include "aggregator/core/time.hpp"

namespace tickbard {

/// How far the ids of each feed, symbol and exchange have come: the newest minute they had a print in, and the
/// greatest id there. Ids grow on nearly every exchange, so this tells of nearly every print that it is new,
/// without a look at those before it. Owner: market thread.
/// Units: 16 bytes a feed, symbol and exchange, at most half full. Lifetime: those that were quiet for an hour
/// give way when the table is full, and of their minutes nothing is claimed any more.
class IdRuns {
 public:
  /// True: no print of this key can have come in this minute before. False: it may have. To be asked of every
  /// print that has a key.
  bool surely_new(FeedId feed, const PrintKey& key, MinuteStart minute);

  /// Whose ids a key's is one of: its place, with the feed in bits that it leaves free. Feeds 256 apart share
  /// their runs: whatever is claimed then holds for each of them.
  static std::uint64_t whose(FeedId feed, const PrintKey& key) noexcept {
    return key.place | std::uint64_t{static_cast<std::uint8_t>(feed)} << PrintKey::kFreeFrom;
  }

  /// A minute is known by its lower 15 bits, 22 days, for none is newer than the newest of all. A run that was quiet
  /// for longer seems newer than it is: less is claimed of it then, nothing that is not so.
  struct Run {
    std::uint64_t of = 0;    ///< whose; above that kGrowing, and the minute. 0: free
    std::uint64_t last = 0;  ///< the greatest id in the minute
  };

  /// The two halves of surely_new(), for whoever must first know whether it will be true: the run of that key if
  /// it will be, else nullptr; and what it does then.
  Run* growing(std::uint64_t whose, std::uint64_t id, MinuteStart minute) noexcept {
    Run& run = find(whose);
    if (run.of == usual(whose, minute)) return id > run.last ? &run : nullptr;
    if (used_ >= most_) return nullptr;
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
  void expect(std::uint64_t whose) const noexcept { __builtin_prefetch(&runs_[first_place(whose)], 1); }

 private:
  static constexpr std::size_t kFirstRuns = 1024;
  static constexpr std::size_t most_of(std::size_t places) { return places / 2; }
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

  std::size_t first_place(std::uint64_t whose) const noexcept { return (whose * 0x9E3779B97F4A7C15ULL) >> shift_; }
  Run& find(std::uint64_t whose) noexcept {
    std::size_t i = first_place(whose);
    while (runs_[i].of != 0 && (runs_[i].of ^ whose) % kGrowing != 0) i = (i + 1) & mask_;
    return runs_[i];
  }
  void make_room();

  std::vector<Run> runs_ = std::vector<Run>(kFirstRuns);  ///< a power of two; open addressing
  std::size_t mask_ = kFirstRuns - 1;
  unsigned shift_ = 64 - std::countr_zero(kFirstRuns);
  std::size_t used_ = 0, most_ = most_of(kFirstRuns);
  std::int32_t newest_ = 0;  ///< minute of any print
  std::int32_t unknown_through_ =
      INT32_MIN;  ///< whoever is not here may have had prints in minutes up to this one
};

}  // namespace tickbard
