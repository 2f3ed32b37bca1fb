#include "aggregator/bars/id_runs.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <utility>

namespace tickbard {
namespace {
constexpr std::int32_t kQuiet =
    60;  // minutes; longer than most amend windows, or a print would often be looked for
constexpr std::size_t kAtOnce = 128;  // places: a microsecond or two
}  // namespace

IdRuns::Table::Table(std::size_t places)
    : runs_(std::make_unique_for_overwrite<Run[]>(places)),
      last_(runs_.get() + places - 1),
      shift_(64 - static_cast<unsigned>(std::countr_zero(places))) {}

IdRuns::IdRuns() : runs_(kLeast), most_(most_of(kLeast)), quick_(quick_of(most_)) {
  std::ranges::fill(runs_.all(), Run{});
}

bool IdRuns::surely_new(FeedId feed, const PrintKey& key, MinuteStart minute) {
  if (used_ >= quick_) tend();
  const std::int32_t at = number(minute);
  newest_ = std::max(newest_, at);
  const std::uint64_t of = whose(feed, key);
  Run& run = known(of);
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

/// Its run in runs_, fetched if it had not moved yet; a free place if there is none.
IdRuns::Run& IdRuns::known(std::uint64_t whose) {
  Run& run = find(whose);
  if (run.of != 0 || left_.empty()) return run;
  if (const Run& before = left_.find(whose); before.of != 0) {
    run = before;
    ++used_;
  }
  return run;
}

/// Shortly before it is full the next table is cleared, when it is full the old one moves into that, a bit with every
/// print.
void IdRuns::tend() {
  // It is full before the other has moved only where that was fuller than it seemed when this one was made.
  if (used_ < most_) return left_.empty() ? clear(kAtOnce) : move(kAtOnce);
  move(left_.all().size());
  clear(SIZE_MAX);
  left_ = std::exchange(runs_, std::exchange(next_, {}));
  done_ = 0;
  used_ = 0;
  most_ = most_of(runs_.all().size());
  quick_ = 0;
}

/// About how many were not quiet for an hour: places are as good as drawn by lot, so the first ones tell.
std::size_t IdRuns::live() const {
  const std::int32_t quiet = newest_ - kQuiet;
  const auto lives = [&](const Run& run) { return run.of != 0 && minute_of(run) >= quiet; };
  const auto some = static_cast<std::size_t>(std::ranges::count_if(runs_.all().first(kLeast), lives));
  return some * (runs_.all().size() / kLeast);
}

void IdRuns::clear(std::size_t places) {
  if (next_.empty()) {
    // With those that come until then; and far from full, or the next few would do all of this again. Those that
    // are quiet now may come back before they move: never less room than they have.
    const std::size_t expected = used_ < most_ ? live() + (most_ - used_) : used_;
    next_ = Table(std::bit_ceil(std::max(runs_.all().size(), 8 * expected / 3)));
    done_ = 0;
  }
  const auto left = next_.all().subspan(done_);
  const std::size_t now = std::min(places, left.size());
  std::memset(left.data(), 0, left.first(now).size_bytes());
  done_ += now;
  if (now == left.size()) quick_ = most_;
}

void IdRuns::move(std::size_t places) {
  if (left_.empty()) return;
  const std::int32_t quiet = newest_ - kQuiet;
  const auto left = left_.all().subspan(done_);
  const std::size_t now = std::min(places, left.size());
  for (const Run& run : left.first(now)) {
    if (run.of == 0) continue;
    Run& place = find(run.of % kGrowing);
    if (place.of != 0) continue;  // fetched
    if (minute_of(run) < quiet) {
      unknown_through_ = std::max(unknown_through_, minute_of(run));
    } else {
      place = run;
      ++used_;
    }
  }
  done_ += now;
  if (now != left.size()) return;
  left_ = {};
  quick_ = quick_of(most_);
}

}  // namespace tickbard
