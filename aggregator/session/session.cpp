#include "aggregator/session/session.hpp"

#include <algorithm>
#include <utility>

#include "aggregator/session/wording.hpp"

namespace tickbard {
namespace {

constexpr unsigned kLargestSilenceFactor = 16;
constexpr std::chrono::hours kSilenceMemory{1};
constexpr std::size_t kUnknownKindsTold = 32;

bool carries_data(const Decoded& out) {
  return std::ranges::any_of(out.fresh(), [](const FeedEvent& e) {
    return e.kind == FeedEventKind::trade || e.kind == FeedEventKind::snapshot ||
           e.kind == FeedEventKind::cancel || e.kind == FeedEventKind::correction;
  });
}

bool is_nonsense(const Decoded& out) {
  return out.fresh().empty() && !out.notices.empty() &&
         std::all_of(out.notices.begin(), out.notices.end(),
                     [](const Notice& n) { return n.signal == Signal::nonsense; });
}

}  // namespace

FeedSession::FeedSession(std::string name, SessionTimes times, std::uint64_t seed)
    : name_(std::move(name)),
      times_(times),
      backoff_(times.backoff, seed),
      limit_backoff_(times.limit_backoff, ~seed) {}

void FeedSession::start(MonoTime now) {
  if (state_ == State::idle) connect(now);
}

void FeedSession::connect(MonoTime now) {
  state_ = State::connecting;
  progress_ = now;
  act(Kind::connect);
}

void FeedSession::opened(MonoTime now, std::string keep_alive) {
  if (state_ != State::connecting) return;
  state_ = State::handshaking;
  keep_alive_ = std::move(keep_alive);
  outbox_.clear();
  paused_ = ping_pending_ = sent_ = false;
  nonsense_run_ = 0;
  progress_ = last_message_ = last_life_ = last_ping_ = last_send_ = now;
}

void FeedSession::decoded(const Decoded& out, MonoTime now, Activity activity, bool message) {
  if (!connected()) return;
  set_activity(activity, now);
  if (message) last_message_ = last_life_ = now;
  if (is_nonsense(out)) {
    if (++nonsense_run_ >= times_.nonsense_limit) {
      return disconnect(
          {LostReason::protocol_error, Retry::backoff, wording::nonsense(nonsense_run_, out.notices[0].text)},
          now);
    }
  } else if (message) {
    nonsense_run_ = 0;
  }
  if (carries_data(out)) useful(now);
  if (!out.send.empty()) outbox_.insert(outbox_.end(), out.send.begin(), out.send.end());
  for (const Notice& n : out.notices) {
    if (!connected()) return;
    notice(n, now);
  }
  if (connected()) send_due(now);
}

void FeedSession::notice(const Notice& n, MonoTime now) {
  switch (n.signal) {
    case Signal::greeted:
    case Signal::authenticated:
      progress_ = now;
      break;
    case Signal::streaming: {
      // Prints of the first symbols may have come before the last ones were subscribed to: only now all are heard.
      const bool before = state_ == State::streaming;
      useful(now);
      if (before) act(Kind::streaming);
      break;
    }
    case Signal::heartbeat:
      break;
    case Signal::bad_credentials:
      disconnect({LostReason::refused, Retry::never, wording::bad_credentials(name_, n.text)}, now);
      break;
    case Signal::bad_subscription:
      // One symbol that went away must not take the others with it; nothing at all confirmed is for a person.
      if (state_ == State::streaming) {
        say(wording::part_refused(n.text), true);
      } else {
        disconnect({LostReason::refused, Retry::never, wording::bad_subscription(name_, n.text)}, now);
      }
      break;
    case Signal::connection_limit:
      disconnect({LostReason::connection_limit, Retry::minutes, wording::connection_limit(n.text)}, now);
      break;
    case Signal::slow_consumer:
      disconnect({LostReason::slow_consumer, Retry::backoff, wording::slow_consumer(n.text)}, now);
      break;
    case Signal::leaving:
      disconnect({LostReason::server_leaving, Retry::backoff, wording::leaving(n.text)}, now);
      break;
    case Signal::server_error:
      say(wording::server_error(n.text), true);
      break;
    case Signal::unknown:
      if (said_.size() < kUnknownKindsTold && std::find(said_.begin(), said_.end(), n.text) == said_.end()) {
        said_.push_back(n.text);
        say(wording::unknown(n.text));
      }
      break;
    case Signal::nonsense:
      if (nonsense_run_ <= 1) say(wording::one_nonsense(n.text), true);
      break;
  }
}

// The first useful message, not the mere connection, ends the back-off: a server that accepts and drops is not
// hammered at the shortest wait.
void FeedSession::useful(MonoTime now) {
  backoff_.reset();
  limit_backoff_.reset();
  if (state_ == State::streaming) return;
  state_ = State::streaming;
  streaming_since_ = last_message_ = now;
  listening_ = true;
  told_lost_ = false;
  act(Kind::streaming);
  say("streaming");
}

void FeedSession::control_seen(MonoTime now) {
  last_life_ = now;
}

void FeedSession::paused() {
  paused_ = true;
}

void FeedSession::resumed(MonoTime now) {
  if (!paused_) return;
  paused_ = false;
  // What was said meanwhile still waits in the socket: all clocks that measure the server start anew.
  last_message_ = last_life_ = last_ping_ = progress_ = now;
  ping_pending_ = false;
}

void FeedSession::closed(const ConnectionEnd& e, MonoTime now) {
  if (state_ == State::connecting || connected())
    end(e, now, e.cut_off && connected() ? last_life_ : e.deaf_since.value_or(now));
}

void FeedSession::disconnect(const ConnectionEnd& e, MonoTime now) {
  act(Kind::disconnect);
  end(e, now, now);
}

void FeedSession::gone_silent(std::string text, MonoTime since, MonoTime now) {
  act(Kind::disconnect);
  end({LostReason::silent, Retry::backoff, std::move(text)}, now, since);
}

void FeedSession::tell_lost(LostReason reason, MonoTime since) {
  if (told_lost_) return;
  told_lost_ = true;
  listening_ = false;
  act(Kind::lost, reason);
  actions_.back().since = since;
}

void FeedSession::end(const ConnectionEnd& e, MonoTime now, MonoTime lost_since) {
  const bool settled = state_ == State::streaming && now - streaming_since_ >= times_.settled;
  act(Kind::ended, e.reason);
  tell_lost(e.reason, lost_since);
  outbox_.clear();
  paused_ = false;
  if (e.retry == Retry::never) {
    state_ = State::stopped;
    return act(Kind::stopped, e.reason, e.text);
  }
  if (e.reason == LostReason::server_leaving && settled) {
    say(wording::at_once(e.text));
    return connect(now);
  }
  const auto wait = e.retry == Retry::minutes ? limit_backoff_.next() : backoff_.next();
  state_ = State::waiting;
  wait_until_ = now + wait;
  say(wording::again_in(e.text, wait), true);
}

/// Our own end may come while the server is dead and nobody has noticed yet: a ping that is not answered for longer
/// than networks take says so.
MonoTime FeedSession::vouched_until(MonoTime now) const {
  const bool unanswered = connected() && ping_pending_ && last_life_ <= last_ping_;
  return unanswered && now - last_ping_ >= times_.pong / 10 ? last_life_ : now;
}

void FeedSession::restart(MonoTime now, std::string_view why) {
  if (state_ == State::idle) return;
  if (state_ == State::connecting || connected()) {
    act(Kind::disconnect);
    act(Kind::ended, LostReason::shutdown);
  }
  if (listening_) tell_lost(LostReason::shutdown, vouched_until(now));
  say(std::string(why));
  backoff_.reset();
  limit_backoff_.reset();
  silence_factor_ = 1;
  said_.clear();
  connect(now);
}

void FeedSession::stop(MonoTime now) {
  if (state_ == State::connecting || connected()) {
    act(Kind::disconnect);
    act(Kind::ended, LostReason::shutdown);
  }
  if (listening_) tell_lost(LostReason::shutdown, vouched_until(now));
  state_ = State::idle;
}

void FeedSession::tick(MonoTime now, Activity activity) {
  set_activity(activity, now);
  switch (state_) {
    case State::idle:
    case State::stopped:
      return;
    case State::waiting:
      if (now >= wait_until_) connect(now);
      return;
    case State::connecting:
      if (now - progress_ >= times_.connect) {
        disconnect({LostReason::connect_failed, Retry::backoff, wording::no_connection(times_.connect)}, now);
      }
      return;
    case State::handshaking:
      if (!paused_ && now - progress_ >= times_.handshake) {
        return gone_silent(wording::no_handshake(times_.handshake), now, now);
      }
      break;
    case State::streaming:
      check_silence(now);
      break;
  }
  if (connected()) check_ping(now);
  if (connected()) send_due(now);
}

std::chrono::nanoseconds FeedSession::allowed_silence() const {
  return times_.silence * (activity_ == Activity::thin ? times_.thin_silence_factor : 1) * silence_factor_;
}

// Rarely traded symbols are silent with nothing wrong, and a reconnect costs a gap: each silence that ended a
// connection doubles what the next one is allowed, until the market opens again or an hour has passed.
void FeedSession::check_silence(MonoTime now) {
  if (silence_factor_ > 1 && now - last_silence_ >= kSilenceMemory) silence_factor_ = 1;
  if (paused_ || activity_ == Activity::none || now - last_message_ < allowed_silence()) return;
  const auto allowed = allowed_silence();
  silence_factor_ = std::min(silence_factor_ * 2, kLargestSilenceFactor);
  last_silence_ = now;
  gone_silent(wording::silent(allowed), last_message_, now);
}

void FeedSession::check_ping(MonoTime now) {
  if (paused_) return;
  if (ping_pending_ && last_life_ > last_ping_) ping_pending_ = false;
  if (ping_pending_ && now - last_ping_ >= times_.pong) {
    return gone_silent(wording::no_pong(times_.pong), last_life_, now);
  }
  if (!ping_pending_ && now - last_ping_ >= times_.ping_every) {
    last_ping_ = now;
    ping_pending_ = true;
    act(Kind::ping);
  }
}

MonoTime FeedSession::next_send() const {
  if (!outbox_.empty()) return sent_ ? last_send_ + times_.send_spacing : last_send_;
  if (times_.keep_alive_every.count() > 0 && !keep_alive_.empty()) return last_send_ + times_.keep_alive_every;
  return MonoTime::max();
}

void FeedSession::send_due(MonoTime now) {
  while (next_send() <= now) {
    const bool own_word = outbox_.empty();
    std::string text = own_word ? keep_alive_ : std::move(outbox_.front());
    if (!own_word) {
      outbox_.pop_front();
      progress_ = now;  // a long subscription, sent at the pace the provider allows, is progress
    }
    last_send_ = now;
    sent_ = true;
    act(Kind::send, LostReason::closed, std::move(text));
  }
}

// The market's opening is no message, but silence cannot be held against the server from before it.
void FeedSession::set_activity(Activity activity, MonoTime now) {
  if (activity == activity_) return;
  if (activity_ == Activity::none) silence_factor_ = 1;
  if (activity > activity_) last_message_ = std::max(last_message_, now);
  activity_ = activity;
}

MonoTime FeedSession::deadline() const {
  switch (state_) {
    case State::idle:
    case State::stopped:
      return MonoTime::max();
    case State::waiting:
      return wait_until_;
    case State::connecting:
      return progress_ + times_.connect;
    case State::handshaking:
    case State::streaming:
      break;
  }
  MonoTime due = next_send();
  if (paused_) return due;
  if (state_ == State::handshaking) due = std::min(due, progress_ + times_.handshake);
  if (state_ == State::streaming && activity_ != Activity::none)
    due = std::min(due, last_message_ + allowed_silence());
  const bool waits_for_pong = ping_pending_ && last_life_ <= last_ping_;
  return std::min(due, last_ping_ + (waits_for_pong ? times_.pong : times_.ping_every));
}

void FeedSession::act(Kind kind, LostReason reason, std::string text, bool warning) {
  actions_.push_back({kind, reason, warning, {}, std::move(text)});
}

void FeedSession::say(std::string text, bool warning) {
  act(Kind::say, LostReason::closed, std::move(text), warning);
}

}  // namespace tickbard
