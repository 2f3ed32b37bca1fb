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
/// Units: 32 bytes a feed, symbol and exchange, at most three quarters full. Lifetime: those that were quiet for
/// an hour give way when the table is full, and of their minutes nothing is claimed any more.
class IdRuns {
 public:
  /// True: no print of this key can have come in this minute before. False: it may have. To be asked of every
  /// print that has a key.
  bool surely_new(FeedId feed, const PrintKey& key, MinuteStart minute);

  /// Whose ids a key's is one of: its place, with the feed in bits that it leaves free.
  static std::uint64_t whose(FeedId feed, const PrintKey& key) noexcept {
    return key.place | (std::uint64_t{feed} & 0xFF) << 24 | (std::uint64_t{feed} >> 8) << 54;
  }

  /// The two halves of surely_new(), for whoever must first know whether it will be true: the run of that key if
  /// it will be, else nullptr; and what it does then.
  struct alignas(32) Run {
    std::uint64_t whose = 0;  ///< 0: free
    std::uint64_t last = 0;   ///< the greatest id in `minute`
    std::int32_t minute = 0;  ///< since 1970
    bool growing = true;      ///< all of this minute's came in order of their ids
  };
  Run* growing(std::uint64_t whose, std::uint64_t id, MinuteStart minute) noexcept {
    if (used_ >= most_) return nullptr;
    const auto at = static_cast<std::int32_t>(minute.time_since_epoch().count());
    Run& run = find(whose);
    if (run.whose == 0) return at > unknown_through_ ? &run : nullptr;
    if (at != run.minute) return at > run.minute ? &run : nullptr;
    return run.growing && id > run.last ? &run : nullptr;
  }
  void grow(Run& run, std::uint64_t whose, std::uint64_t id, MinuteStart minute) noexcept {
    const auto at = static_cast<std::int32_t>(minute.time_since_epoch().count());
    if (run.whose == 0) {
      ++used_;
      run.whose = whose;
    }
    run.last = id;
    run.minute = at;
    run.growing = true;
    newest_ = std::max(newest_, at);
  }

  /// Brings what surely_new() will look at into the cache.
  void expect(std::uint64_t whose) const noexcept { __builtin_prefetch(&runs_[first_place(whose)], 1); }

 private:
  static constexpr std::size_t kFirstRuns = 1024;
  static constexpr std::size_t most_of(std::size_t places) { return places / 4 * 3; }

  std::size_t first_place(std::uint64_t whose) const noexcept { return (whose * 0x9E3779B97F4A7C15ULL) >> shift_; }
  Run& find(std::uint64_t whose) noexcept {
    std::size_t i = first_place(whose);
    while (runs_[i].whose != whose && runs_[i].whose != 0) i = (i + 1) & (runs_.size() - 1);
    return runs_[i];
  }
  void make_room();

  std::vector<Run> runs_ = std::vector<Run>(kFirstRuns);  ///< a power of two; open addressing
  unsigned shift_ = 64 - std::countr_zero(kFirstRuns);
  std::size_t used_ = 0, most_ = most_of(kFirstRuns);
  std::int32_t newest_ = 0;  ///< minute of any print
  std::int32_t unknown_through_ =
      INT32_MIN;  ///< whoever is not here may have had prints in minutes up to this one
};

}  // namespace tickbard
