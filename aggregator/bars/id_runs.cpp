#include "aggregator/bars/id_runs.hpp"

#include <algorithm>
#include <bit>

namespace tickbard {
namespace {
constexpr std::int32_t kQuiet =
    60;  // minutes; longer than most amend windows, or a print would often be looked for
}  // namespace

bool IdRuns::surely_new(FeedId feed, const PrintKey& key, MinuteStart minute) {
  if (used_ >= most_) make_room();
  const std::int32_t at = number(minute);
  newest_ = std::max(newest_, at);
  const std::uint64_t of = whose(feed, key);
  Run& run = find(of);
  if (run.of == 0) {
    ++used_;
    const bool sure = at > unknown_through_;
    run = {of | (sure ? kGrowing : 0) | stamp(at), key.id};
    return sure;
  }
  const std::int32_t known = minute_of(run);
  if (at > known) {
    run = {of | kGrowing | stamp(at), key.id};
    return true;
  }
  if (at < known) return false;
  if (key.id > run.last) {
    run.last = key.id;
  } else {
    run.of &= ~kGrowing;
  }
  return (run.of & kGrowing) != 0;
}

void IdRuns::make_room() {
  const std::int32_t quiet = newest_ - kQuiet;
  const auto live = static_cast<std::size_t>(std::count_if(
      runs_.begin(), runs_.end(), [&](const Run& run) { return run.of != 0 && minute_of(run) >= quiet; }));
  // Far from full, or the next few new ones would do all of this again.
  const std::size_t places = std::bit_ceil(std::max(kFirstRuns, 8 * (live + 1) / 3));
  std::vector<Run> old(places);
  old.swap(runs_);
  mask_ = places - 1;
  shift_ = 64 - static_cast<unsigned>(std::countr_zero(places));
  used_ = 0;
  most_ = most_of(places);
  for (const Run& run : old) {
    if (run.of == 0) continue;
    if (minute_of(run) < quiet) {
      unknown_through_ = std::max(unknown_through_, minute_of(run));
      continue;
    }
    find(run.of % kGrowing) = run;
    ++used_;
  }
}

}  // namespace tickbard
