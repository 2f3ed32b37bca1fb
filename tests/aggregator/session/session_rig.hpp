#pragma once

#include <optional>
#include <string>
#include <vector>

#include "aggregator/session/session.hpp"

namespace tickbard {

using namespace std::chrono_literals;

/// A session, a clock moved by hand, and its actions as readable words ("connect", "send auth", "lost closed").
/// What is said to people is kept apart in `said`.
class SessionRig {
 public:
  explicit SessionRig(SessionTimes times = {}, std::uint64_t seed = 1) : session("us", times, seed) {}

  std::vector<std::string> take() {
    std::vector<std::string> words;
    for (const SessionAction& a : session.actions()) {
      using Kind = SessionAction::Kind;
      const std::string reason(name_of(a.reason));
      switch (a.kind) {
        case Kind::connect:
          words.emplace_back("connect");
          break;
        case Kind::send:
          words.push_back("send " + a.text);
          break;
        case Kind::ping:
          words.emplace_back("ping");
          break;
        case Kind::disconnect:
          words.emplace_back("disconnect");
          break;
        case Kind::streaming:
          words.emplace_back("streaming");
          break;
        case Kind::lost:
          words.push_back("lost " + reason);
          lost_since = a.since;
          break;
        case Kind::ended:
          words.push_back("ended " + reason);
          break;
        case Kind::say:
          said.push_back(a.text);
          break;
        case Kind::stopped:
          words.push_back("stopped " + reason);
          said.push_back(a.text);
          break;
      }
    }
    session.actions().clear();
    return words;
  }

  void start() { session.start(now); }
  void opened(std::string keep_alive = {}) { session.opened(now, std::move(keep_alive)); }
  void hello(std::vector<std::string> send) {
    Decoded d;
    d.send = std::move(send);
    session.decoded(d, now, activity, false);
  }
  void signal(Signal s, std::string text = {}, std::vector<std::string> send = {}) {
    Decoded d;
    d.notices.push_back({s, std::move(text)});
    d.send = std::move(send);
    session.decoded(d, now, activity);
  }
  void trade() {
    Decoded d;
    d.events.emplace_back();
    session.decoded(d, now, activity);
  }
  void pong() { session.control_seen(now); }
  void end(LostReason reason, Retry retry = Retry::backoff, std::string text = "the network") {
    session.closed({reason, retry, std::move(text)}, now);
  }
  void tick() { session.tick(now, activity); }
  void pass(std::chrono::nanoseconds d) {
    now += d;
    tick();
  }
  /// On to the next deadline. Returns how long that was.
  std::chrono::nanoseconds pass_to_deadline() {
    const auto before = now;
    if (session.deadline() != MonoTime::max()) now = std::max(now, session.deadline());
    tick();
    return now - before;
  }
  /// Lets time pass, with everything done that falls due, and pings answered.
  void live(std::chrono::nanoseconds d) {
    const MonoTime until = now + d;
    while (session.deadline() <= until) {
      pass_to_deadline();
      for (const std::string& word : take()) {
        if (word == "ping") pong_later();
        happened.push_back(word);
      }
    }
    now = until;
    tick();
  }
  void to_streaming() {
    start();
    opened();
    signal(Signal::streaming);
    take();
  }

  FeedSession session;
  MonoTime now{1000s};
  Activity activity = Activity::full;
  MonoTime lost_since{};
  std::vector<std::string> said, happened;

 private:
  void pong_later() {
    now += 1ms;
    pong();
  }
};

using Words = std::vector<std::string>;

}  // namespace tickbard
