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
  const auto at = static_cast<std::int32_t>(minute.time_since_epoch().count());
  newest_ = std::max(newest_, at);
  const std::uint64_t of = whose(feed, key);
  Run& run = find(of);
  if (run.whose == 0) {
    ++used_;
    run = {of, key.id, at, at > unknown_through_};
    return run.growing;
  }
  if (at > run.minute) {
    run = {of, key.id, at, true};
    return true;
  }
  if (at < run.minute) return false;
  const bool grew = key.id > run.last;
  if (grew) run.last = key.id;
  run.growing = run.growing && grew;
  return run.growing;
}

void IdRuns::make_room() {
  const std::int32_t quiet = newest_ - kQuiet;
  const auto live = static_cast<std::size_t>(std::count_if(
      runs_.begin(), runs_.end(), [quiet](const Run& run) { return run.whose != 0 && run.minute >= quiet; }));
  const std::size_t places = std::bit_ceil(std::max(kFirstRuns, 2 * (live + 1)));
  std::vector<Run> old(places);
  old.swap(runs_);
  shift_ = 64 - static_cast<unsigned>(std::countr_zero(places));
  used_ = 0;
  most_ = most_of(places);
  for (const Run& run : old) {
    if (run.whose == 0) continue;
    if (run.minute < quiet) {
      unknown_through_ = std::max(unknown_through_, run.minute);
      continue;
    }
    find(run.whose) = run;
    ++used_;
  }
}

}  // namespace tickbard
