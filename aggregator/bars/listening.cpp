#include "aggregator/bars/listening.hpp"

#include <algorithm>
#include <chrono>

namespace tickbard {

void Listening::started(std::optional<UnixNanos> at, MonoTime now) {
  if (on_) return;
  on_ = true;
  samples_left_ = kSamples;
  started_ = now;
  first_estimate_ = estimate_ = at;
  if (at) end_spans(*at);
}

void Listening::completed(std::optional<UnixNanos> at, MonoTime now) {
  if (!on_ || now - started_ > kSubscribing) return;
  // A feed's clock may be behind, and the prints from here on tell better, as after started().
  started_ = now;
  samples_left_ = kSamples;
  if (at && estimate_ && *at > *estimate_) move_start(*at);
}

/// A span never ends before it began, whatever an old print says.
void Listening::move_start(UnixNanos at) {
  for (Span& s : spans_) {
    if (s.to == std::max(*estimate_, s.from) && s.cause != Cause::mute) s.to = std::max(at, s.from);
  }
  estimate_ = at;
}

void Listening::lost(UnixNanos at) {
  const bool known = std::any_of(spans_.begin(), spans_.end(),
                                 [](const Span& s) { return s.cause == Cause::loss && s.to == kOpen; });
  on_ = false;
  samples_left_ = 0;
  if (!known) spans_.push_back({at, kOpen, Cause::loss});
}

void Listening::muted(UnixNanos at) {
  spans_.push_back({at, kOpen, Cause::mute});
}

void Listening::unmuted(UnixNanos at) {
  for (Span& s : spans_) {
    if (s.cause == Cause::mute && s.to == kOpen) s.to = at;
  }
}

void Listening::sample(UnixNanos event_time, MonoTime now) {
  --samples_left_;
  const UnixNanos estimate = event_time - (now - started_);
  if (!estimate_) {
    first_estimate_ = estimate_ = estimate;
    end_spans(estimate);
  } else if (estimate > *estimate_ && estimate <= *first_estimate_ + kLateFirst) {
    move_start(estimate);
  }
}

std::uint8_t Listening::quality(MinuteStart minute) const {
  const UnixNanos begin = minute;
  const UnixNanos end = minute + std::chrono::minutes{1};
  std::uint8_t bits = 0;
  for (const Span& s : spans_) {
    if (s.from >= end || (s.from < begin && s.to <= begin)) continue;
    bits = static_cast<std::uint8_t>(bits | quality::kPartial | (s.cause == Cause::loss ? quality::kGap : 0));
  }
  return bits;
}

void Listening::forget_before(UnixNanos t) {
  std::erase_if(spans_, [t](const Span& s) { return s.to < t; });
}

void Listening::end_spans(UnixNanos at) {
  for (Span& s : spans_) {
    if (s.cause != Cause::mute && s.to == kOpen) s.to = std::max(at, s.from);
  }
}

}  // namespace tickbard
