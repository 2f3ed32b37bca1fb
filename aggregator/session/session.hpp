#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aggregator/core/event.hpp"
#include "aggregator/core/feed_event.hpp"
#include "aggregator/core/time.hpp"
#include "aggregator/feed/protocol.hpp"
#include "aggregator/session/backoff.hpp"

namespace tickbard {

/// How much the market should be saying now; decides what silence means.
enum class Activity : std::uint8_t {
  none,  ///< closed or overnight: only pings must be answered
  thin,  ///< pre and post market: silence is allowed for longer
  full,
};

constexpr Activity activity_of(Segment segment) {
  if (segment == Segment::rth) return Activity::full;
  return segment == Segment::overnight ? Activity::none : Activity::thin;
}

/// Deadlines of a session. Durations only: which clock measures them is the caller's affair, as long as it is
/// monotonic.
struct SessionTimes {
  std::chrono::nanoseconds connect = std::chrono::seconds{15};  ///< until the websocket is open
  std::chrono::nanoseconds handshake =
      std::chrono::seconds{10};  ///< without progress until the subscription is confirmed
  std::chrono::nanoseconds silence = std::chrono::seconds{60};  ///< without a message while the market is open
  unsigned thin_silence_factor = 5;                             ///< times `silence` before and after regular hours
  std::chrono::nanoseconds ping_every = std::chrono::seconds{20};
  std::chrono::nanoseconds pong = std::chrono::seconds{10};     ///< for any sign of life after a ping
  std::chrono::nanoseconds keep_alive_every{0};                 ///< 0: the protocol needs none
  std::chrono::nanoseconds send_spacing{0};                     ///< least time between two messages of ours
  std::chrono::nanoseconds settled = std::chrono::seconds{10};  ///< streaming this long earns a reconnect at once
  unsigned nonsense_limit = 20;                                 ///< unreadable messages in a row
  BackoffTimes backoff{std::chrono::milliseconds{250}, std::chrono::seconds{1}, std::chrono::seconds{60}};
  /// After a connection limit: knocking more often keeps the other connection from ever being cleaned up, and two
  /// programs on one key would throw each other out for ever.
  BackoffTimes limit_backoff{std::chrono::seconds{60}, std::chrono::seconds{120}, std::chrono::seconds{600}};
};

/// How soon a next attempt makes sense after a connection ended.
enum class Retry : std::uint8_t {
  backoff,
  minutes,  ///< the server is protecting itself from us
  never,    ///< a person has to act
};

/// How a connection (or the attempt to make one) ended, as far as the network knows.
struct ConnectionEnd {
  LostReason reason = LostReason::closed;
  Retry retry = Retry::backoff;
  std::string text;      ///< one sentence, no secret
  bool cut_off = false;  ///< without a goodbye: what the server said last may not have come
  std::optional<MonoTime> deaf_since{};  ///< nothing was listened to from then on; else until now
};

/// What to make of the answer to an upgrade request that was not 101.
ConnectionEnd end_of_refused_upgrade(int http_status, std::string text);

/// What to make of a close frame. Most are a plain `closed`; some providers put their reason there only.
ConnectionEnd end_of_close(std::uint16_t code, std::string_view server_words, std::string text);

/// One thing the owner of the socket has to do, in order.
struct SessionAction {
  enum class Kind : std::uint8_t {
    connect,     ///< open a new connection, with a new Protocol
    send,        ///< `text` as one message
    ping,        ///< a websocket ping
    disconnect,  ///< end the connection now; nothing more of it is told to the session
    streaming,   ///< tell the market: from now on we listen
    lost,        ///< tell the market: we no longer listen, for `reason`
    ended,       ///< count: a connection or an attempt ended, for `reason`
    say,         ///< tell people: `text`
    stopped,     ///< tell people: `text`; there is no further attempt until restart()
  };
  Kind kind;
  LostReason reason = LostReason::closed;
  bool warning = false;  ///< say: worth a warning
  MonoTime
      since{};  ///< lost: from when on we cannot vouch for what the feed said; earlier than now after a silence
  std::string text;
};

/// The life of one feed's connection: connect, handshake, stream, notice that it is dead, wait, again. It decides
/// and does nothing itself: facts and the monotonic time go in, actions and the next deadline come out (T-006,
/// T-010: it knows no wall clock). Each confirmation of a subscription says `streaming`, once or more often; one
/// `lost` follows. The first of all may be `lost`, when the feed could not be had from the beginning. Owner: the
/// feed's thread. Units: MonoTime. Errors: none; every input is allowed in every state.
class FeedSession {
 public:
  enum class State : std::uint8_t { idle, connecting, handshaking, streaming, waiting, stopped };

  /// `name` is how people know the feed; `keep_alive` what to send every times.keep_alive_every.
  FeedSession(std::string name, SessionTimes times, std::uint64_t seed);

  void start(MonoTime now);
  void opened(MonoTime now, std::string keep_alive = {});
  /// The protocol's verdict on one message, or its opening words (on_open: `message` false).
  void decoded(const Decoded& out, MonoTime now, Activity activity, bool message = true);
  void control_seen(MonoTime now);  ///< a ping or pong of the server
  void closed(const ConnectionEnd& end, MonoTime now);
  void paused();  ///< we stopped reading: silence says nothing about the server now
  void resumed(MonoTime now);
  void tick(MonoTime now, Activity activity);        ///< at deadline() at the latest; earlier does no harm
  void restart(MonoTime now, std::string_view why);  ///< new settings: again from the start, also after `stopped`
  void stop(MonoTime now);                           ///< shutdown

  /// What is to be done, oldest first; the caller takes and clears it after every call.
  std::vector<SessionAction>& actions() { return actions_; }
  /// When tick() is due; MonoTime::max(): never.
  MonoTime deadline() const;
  State state() const { return state_; }

 private:
  using Kind = SessionAction::Kind;

  bool connected() const { return state_ == State::handshaking || state_ == State::streaming; }
  std::chrono::nanoseconds allowed_silence() const;
  MonoTime next_send() const;
  void act(Kind kind, LostReason reason = LostReason::closed, std::string text = {}, bool warning = false);
  void say(std::string text, bool warning = false);
  void connect(MonoTime now);
  void disconnect(const ConnectionEnd& end, MonoTime now);
  void gone_silent(std::string text, MonoTime since, MonoTime now);
  void end(const ConnectionEnd& end, MonoTime now, MonoTime lost_since);
  void tell_lost(LostReason reason, MonoTime since);
  MonoTime vouched_until(MonoTime now) const;
  void notice(const Notice& n, MonoTime now);
  void useful(MonoTime now);
  void send_due(MonoTime now);
  void check_silence(MonoTime now);
  void check_ping(MonoTime now);
  void set_activity(Activity activity, MonoTime now);

  const std::string name_;
  const SessionTimes times_;
  Backoff backoff_, limit_backoff_;
  State state_ = State::idle;
  std::vector<SessionAction> actions_;

  std::deque<std::string> outbox_;
  std::string keep_alive_;
  Activity activity_ = Activity::full;
  bool listening_ = false;  // the market was told `streaming`, and not yet `lost`
  bool told_lost_ = false;  // the market was told `lost`, and not yet `streaming`
  bool paused_ = false;
  bool ping_pending_ = false;
  unsigned nonsense_run_ = 0;
  unsigned silence_factor_ = 1;  // doubles when a silence was no fault of the connection, as far as one can tell
  MonoTime wait_until_{};        // waiting
  MonoTime progress_{};          // connecting: since when; handshaking: the last step forward
  MonoTime streaming_since_{};
  MonoTime last_message_{};  // a message, or the market's opening: from when silence is measured
  MonoTime last_life_{};     // anything at all from the server
  MonoTime last_ping_{}, last_send_{};
  bool sent_ = false;              // last_send_ is of this connection
  MonoTime last_silence_{};        // when silence last ended a connection
  std::vector<std::string> said_;  // unknown messages already told of, once per kind
};

}  // namespace tickbard
