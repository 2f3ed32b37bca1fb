#include "daemon/feed/ring_writer.hpp"

#include "daemon/runtime/doorbell.hpp"

namespace tickbard {

void RingWriter::put(std::span<const FeedEvent> events, MonoTime) {
  for (const FeedEvent& event : events) {
    if (behind() == 0 && ring_.stage(event)) {
      if (++staged_ == kPortion) show();  // of a message that brought very many
    } else {
      behind_.push_back(event);
    }
  }
  show();
  if (shown_ >= kUnrung) publish();
}

void RingWriter::show() {
  ring_.publish();
  shown_ += staged_;
  staged_ = 0;
}

void RingWriter::publish() {
  if (shown_ == 0) return;
  shown_ = 0;
  bell_.ring();
}

bool RingWriter::catch_up() {
  while (next_ != behind_.size() && ring_.stage(behind_[next_])) {
    ++next_;
    ++staged_;
  }
  show();
  publish();
  if (next_ != behind_.size()) return false;
  behind_.clear();
  next_ = 0;
  return true;
}

}  // namespace tickbard
