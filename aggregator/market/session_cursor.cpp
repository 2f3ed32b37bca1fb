#include "aggregator/market/session_cursor.hpp"

#include <algorithm>

namespace tickbard {

void SessionCursor::move_into_segment(UnixNanos t) {
  if (t < from_ || t >= to_) move_to(t);
  const auto set = [this](UnixNanos from, UnixNanos to, Segment segment) {
    segment_from_ = from;
    segment_to_ = to;
    place_ = {segment, session_};
  };
  if (t < open_) return set(from_, open_, Segment::pre);
  if (t < close_) return set(open_, close_, Segment::rth);
  if (t < post_close_) return set(close_, post_close_, Segment::post);
  set(std::max(from_, post_close_), to_, Segment::overnight);
}

void SessionCursor::move_to(UnixNanos t) {
  const Session* session = calendar_ != nullptr ? calendar_->current_or_last(t) : nullptr;
  if (session != nullptr) {
    const auto next = calendar_->next_session(session->date);
    from_ = session->pre_open;
    to_ = next ? next->pre_open : UnixNanos::max();
    open_ = session->open;
    close_ = session->close;
    post_close_ = session->post_close;
    session_ = session->date;
    return;
  }
  // No sessions: UTC days, each wholly of one segment.
  const auto day = std::chrono::floor<std::chrono::days>(t);
  const Segment segment = calendar_ != nullptr ? calendar_->segment(t) : Segment::rth;
  from_ = day;
  to_ = from_ + std::chrono::days{1};
  open_ = from_;
  close_ = post_close_ = segment == Segment::rth ? to_ : from_;
  session_ = SessionDate{day};
}

}  // namespace tickbard
