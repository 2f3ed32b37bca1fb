#include "daemon/jobs/followed_feed.hpp"

#include <algorithm>

namespace tickbard {
namespace {

/// All symbols of a minute are closed together; this much later they are all stored, barring a busy store.
constexpr std::chrono::seconds kStored{3};
/// A feed that has been quiet for so long has no more of the minutes before. Above the delay of delayed feeds.
constexpr std::chrono::minutes kQuiet{20};

}  // namespace

FollowedFeed::FollowedFeed(const Calendar& calendar, const Session& session, MinuteStart from)
    : calendar_(calendar),
      from_(from),
      higher_(calendar, Align::session, from),
      days_(std::in_place, calendar),
      next_end_(next_segment_end(calendar, session.pre_open)) {}

void FollowedFeed::recall(const Bar& minute, UnixNanos written) {
  if (minute.start >= from_) higher_.apply(minute);
  add(minute, written);
}

void FollowedFeed::apply(const Bar& minute, UnixNanos written) {
  higher_.apply(minute);
  add(minute, written);
}

void FollowedFeed::add(const Bar& minute, UnixNanos written) {
  while (next_end_ && minute.start >= next_end_->at) pass_end();
  const bool known = days_->find(minute.symbol) != nullptr;
  days_->apply(minute);
  if (!known && days_->find(minute.symbol) != nullptr) symbols_.push_back(minute.symbol);
  if (minute.start > newest_) {
    newest_ = minute.start;
    newest_written_ = written;
  } else if (minute.start == newest_) {
    newest_written_ = std::max(newest_written_, written);
  }
}

const std::vector<Symbol>& FollowedFeed::stale() {
  for (const Symbol& symbol : days_->take().stale) {
    if (std::ranges::find(stale_, symbol) == stale_.end()) stale_.push_back(symbol);
  }
  return stale_;
}

HigherBars::Harvest FollowedFeed::advance(UnixNanos now) {
  MinuteStart closed = newest_;
  if (now - newest_written_ >= kStored) closed += std::chrono::minutes{1};
  closed = std::max(closed, minute_of(now - kQuiet));
  while (next_end_ && closed >= next_end_->at) pass_end();
  return higher_.advance(closed);
}

void FollowedFeed::pass_end() {
  if (!symbols_.empty()) passed_.push_back({*next_end_, *days_, symbols_});
  next_end_ = next_segment_end(calendar_, next_end_->at);
}

}  // namespace tickbard
