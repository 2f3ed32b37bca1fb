#include "daemon/feed/session_facts.hpp"

namespace tickbard {

SessionTimes times_of(const FeedOptions& options) {
  SessionTimes times = options.times;
  times.silence = options.silence.value_or(options.provider->silence);
  times.keep_alive_every = options.keep_alive_every.value_or(options.provider->keep_alive_every);
  times.send_spacing = options.send_spacing.value_or(options.provider->send_spacing);
  return times;
}

ConnectionEnd end_of(const WsEnd& e) {
  switch (e.kind) {
    case WsEndKind::connect_failed:
      return {LostReason::connect_failed, Retry::backoff, e.sentence};
    case WsEndKind::tls_failed:
      return {LostReason::tls_failed, Retry::backoff, e.sentence};
    case WsEndKind::refused:
      return end_of_refused_upgrade(e.http_status, e.sentence);
    case WsEndKind::closed:
      break;
  }
  ConnectionEnd end = end_of_close(e.close_code, e.close_text, e.sentence);
  end.cut_off = e.close_code == WsEnd{}.close_code;
  end.deaf_since = e.deaf_since;
  return end;
}

}  // namespace tickbard
