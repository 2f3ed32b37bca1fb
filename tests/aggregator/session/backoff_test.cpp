#include "aggregator/session/backoff.hpp"

#include <set>

#include "tests/aggregator/session/session_rig.hpp"

namespace tickbard {
namespace {

const BackoffTimes kTimes{250ms, 1s, 60s};

TEST(Backoff, waits_stay_between_the_least_and_a_doubling_capped_ceiling) {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    Backoff backoff(kTimes, seed);
    std::chrono::nanoseconds ceiling = 1s;
    for (int i = 0; i < 12; ++i) {
      const auto wait = backoff.next();
      EXPECT_GE(wait, 250ms);
      EXPECT_LE(wait, ceiling);
      ceiling = std::min<std::chrono::nanoseconds>(ceiling * 2, 60s);
    }
  }
}

TEST(Backoff, is_spread_over_its_whole_range) {
  int lower = 0;
  const int kTries = 2000;
  for (int seed = 0; seed < kTries; ++seed) {
    Backoff backoff(kTimes, static_cast<std::uint64_t>(seed));
    for (int i = 0; i < 9; ++i) backoff.next();
    if (backoff.next() < 30s) ++lower;
  }
  EXPECT_GT(lower, kTries * 4 / 10);
  EXPECT_LT(lower, kTries * 6 / 10);
}

TEST(Backoff, one_seed_gives_the_same_waits_and_two_do_not) {
  Backoff a(kTimes, 7);
  Backoff b(kTimes, 7);
  Backoff c(kTimes, 8);
  bool differs = false;
  for (int i = 0; i < 10; ++i) {
    const auto wait = a.next();
    EXPECT_EQ(wait, b.next());
    differs = differs || wait != c.next();
  }
  EXPECT_TRUE(differs);
}

TEST(Backoff, reset_begins_at_the_shortest_again_and_never_overflows) {
  Backoff backoff(kTimes, 3);
  for (int i = 0; i < 1000; ++i) EXPECT_LE(backoff.next(), 60s);
  backoff.reset();
  EXPECT_LE(backoff.next(), 1s);
}

// ---- as the session uses it ----------------------------------------------------------------------------------

std::chrono::nanoseconds wait_after_failure(SessionRig& rig, LostReason reason) {
  rig.end(reason);
  const auto wait = rig.pass_to_deadline();
  rig.take();
  return wait;
}

TEST(Session, back_off_grows_while_nothing_useful_comes_and_resets_on_the_first_useful_message) {
  SessionRig rig;
  rig.start();
  rig.take();
  std::chrono::nanoseconds longest{0};
  for (int i = 0; i < 12; ++i) {
    rig.opened();                                                              // a server that accepts …
    rig.signal(Signal::greeted);                                               // … and greets …
    longest = std::max(longest, wait_after_failure(rig, LostReason::closed));  // … and drops is not hammered
  }
  EXPECT_GT(longest, 10s);
  rig.opened();
  rig.trade();
  rig.take();
  EXPECT_LE(wait_after_failure(rig, LostReason::closed), 1s);
}

TEST(Session, T052_authentication_failure_stops_and_says_what_to_do) {
  SessionRig rig;
  rig.start();
  rig.opened();
  rig.take();
  rig.signal(Signal::bad_credentials, "auth failed");
  EXPECT_EQ(rig.take(), (Words{"disconnect", "ended refused", "lost refused", "stopped refused"}));
  EXPECT_EQ(rig.session.deadline(), MonoTime::max());
  rig.pass(24h);
  EXPECT_EQ(rig.take(), Words{});
  const std::string& sentence = rig.said.back();
  for (const char* part : {"auth failed", "\"us\"", "key", "reload"}) {
    EXPECT_NE(sentence.find(part), std::string::npos) << sentence;
  }
}

TEST(Session, T052_a_refused_subscription_stops_too) {
  SessionRig rig;
  rig.start();
  rig.opened();
  rig.take();
  rig.signal(Signal::bad_subscription, "not authorized");
  EXPECT_EQ(rig.take(), (Words{"disconnect", "ended refused", "lost refused", "stopped refused"}));
  EXPECT_NE(rig.said.back().find("plan"), std::string::npos);
}

TEST(Session, T052_connection_limit_waits_for_minutes_and_longer_each_time) {
  SessionRig rig;
  rig.start();
  std::chrono::nanoseconds longest{0};
  for (int i = 0; i < 20; ++i) {
    rig.opened();
    rig.take();
    rig.signal(Signal::connection_limit, "max_connections");
    EXPECT_EQ(rig.take()[1], "ended connection_limit");
    const auto wait = rig.pass_to_deadline();
    EXPECT_EQ(rig.take(), Words{"connect"});
    EXPECT_GE(wait, 60s);
    EXPECT_LE(wait, 10min);
    longest = std::max(longest, wait);
  }
  EXPECT_GT(longest, 5min);
}

TEST(Session, T052_slow_consumer_reconnects_with_jitter_and_subscribes_again) {
  std::set<std::chrono::nanoseconds> waits;
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    SessionRig rig({}, seed);
    rig.to_streaming();
    rig.signal(Signal::slow_consumer);
    EXPECT_EQ(rig.take(), (Words{"disconnect", "ended slow_consumer", "lost slow_consumer"}));
    waits.insert(rig.pass_to_deadline());
    EXPECT_EQ(rig.take(), Words{"connect"});
    rig.opened();
    rig.hello({"subscribe"});
    EXPECT_EQ(rig.take(), Words{"send subscribe"});
  }
  EXPECT_EQ(waits.size(), 5u);
}

TEST(Session, a_server_that_leaves_is_followed_at_once_but_not_in_a_hot_loop) {
  SessionRig rig;
  rig.to_streaming();
  rig.pass(10s);
  rig.take();
  rig.signal(Signal::leaving, "serverShutdown");
  EXPECT_EQ(rig.take(), (Words{"disconnect", "ended server_leaving", "lost server_leaving", "connect"}));
  rig.opened();
  rig.trade();
  rig.take();
  rig.signal(Signal::leaving);
  EXPECT_EQ(rig.take(), (Words{"disconnect", "ended server_leaving", "lost server_leaving"}));
  EXPECT_GE(rig.pass_to_deadline(), 250ms);
}

struct UpgradeCase {
  int status;
  LostReason reason;
  Retry retry;
};

TEST(ConnectionEnd, what_an_http_answer_to_the_upgrade_means) {
  const std::vector<UpgradeCase> cases{
      {401, LostReason::refused, Retry::never},
      {403, LostReason::refused, Retry::minutes},
      {418, LostReason::connection_limit, Retry::minutes},
      {429, LostReason::connection_limit, Retry::minutes},
      {451, LostReason::refused, Retry::minutes},
      {500, LostReason::connect_failed, Retry::backoff},
      {502, LostReason::connect_failed, Retry::backoff},
      {301, LostReason::connect_failed, Retry::backoff},
  };
  for (const auto& c : cases) {
    const auto end = end_of_refused_upgrade(c.status, "words");
    EXPECT_EQ(end.reason, c.reason) << c.status;
    EXPECT_EQ(end.retry, c.retry) << c.status;
    EXPECT_EQ(end.text, "words");
  }
}

TEST(ConnectionEnd, what_a_close_frame_means) {
  struct Case {
    std::uint16_t code;
    const char* words;
    LostReason reason;
    Retry retry;
  };
  const std::vector<Case> cases{
      {1000, "", LostReason::closed, Retry::backoff},
      {1006, "", LostReason::closed, Retry::backoff},
      {1008, "max_connections", LostReason::connection_limit, Retry::minutes},
      {1008, "Too many connections", LostReason::connection_limit, Retry::minutes},
      {1008, "policy", LostReason::closed, Retry::backoff},
      {1008, "Slow client", LostReason::slow_consumer, Retry::backoff},
      {1001, "", LostReason::server_leaving, Retry::backoff},
      {1012, "restart", LostReason::server_leaving, Retry::backoff},
      {1002, "", LostReason::protocol_error, Retry::backoff},
      {1009, "", LostReason::protocol_error, Retry::backoff},
  };
  for (const auto& c : cases) {
    const auto end = end_of_close(c.code, c.words, "text");
    EXPECT_EQ(end.reason, c.reason) << c.code << " " << c.words;
    EXPECT_EQ(end.retry, c.retry) << c.code << " " << c.words;
  }
}

}  // namespace
}  // namespace tickbard
