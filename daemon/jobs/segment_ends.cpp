#include "daemon/jobs/segment_ends.hpp"

namespace tickbard {

std::optional<SegmentEnd> next_segment_end(const Calendar& calendar, UnixNanos t) {
  const Session* current = calendar.current_or_last(t);
  std::optional<Session> session;
  if (current != nullptr) session = *current;
  for (int tries = 0; session && tries < 2; ++tries) {
    if (session->open > session->pre_open && session->open > t) return SegmentEnd{session->open, *session};
    if (session->close > t) return SegmentEnd{session->close, *session};
    if (session->post_close > t) return SegmentEnd{session->post_close, *session};
    session = calendar.next_session(session->date);
  }
  return std::nullopt;
}

}  // namespace tickbard
