#include "aggregator/bars/skew_guard.hpp"

#include <algorithm>

namespace tickbard {

using std::chrono::nanoseconds;

SkewGuard::Verdict SkewGuard::judge_closely(const FeedEvent& event, MonoTime now, nanoseconds offset,
                                            nanoseconds limit) {
  if (offset <= limit + skew_) {
    if (!pen_.empty()) condemn();
    run_ = 0;
    was_in_time_ = true;
    if (skew_ > nanoseconds::zero()) relax(offset, limit);
    return Verdict::pass;
  }
  calm_ = 0;
  if (run_ == 0) run_began_ = now;
  const nanoseconds low = run_ == 0 ? offset : std::min(run_low_, offset);
  const nanoseconds high = run_ == 0 ? offset : std::max(run_high_, offset);
  if (high - low > kConsistent) {
    condemn();
    run_ = 1;
    run_began_ = now;
    run_low_ = run_high_ = offset;
  } else {
    ++run_;
    run_low_ = low;
    run_high_ = high;
  }
  if (pen_.size() == kProof) condemn();  // of a run that has to last
  pen_.push_back({event, now});
  if (run_ < kProof || (was_in_time_ && now - run_began_ < kLasting)) return Verdict::penned;
  skew_ = run_high_;
  run_ = 0;
  return Verdict::released;
}

void SkewGuard::expire(MonoTime now) {
  if (!pen_.empty() && now - pen_.front().arrived > kPatience) condemn();
}

void SkewGuard::condemn() {
  condemned_.insert(condemned_.end(), pen_.begin(), pen_.end());
  pen_.clear();
}

/// The skew is gone once as many prints in a row as proved it are far below it: the clock was set, or drifted
/// back.
void SkewGuard::relax(nanoseconds offset, nanoseconds limit) {
  if (offset + limit > skew_) {
    calm_ = 0;
    return;
  }
  calm_high_ = calm_ == 0 ? offset : std::max(calm_high_, offset);
  if (++calm_ < kProof) return;
  skew_ = std::max(nanoseconds::zero(), calm_high_);
  calm_ = 0;
}

}  // namespace tickbard
