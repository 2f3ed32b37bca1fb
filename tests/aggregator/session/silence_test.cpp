#include "tests/aggregator/session/session_rig.hpp"

namespace tickbard {
namespace {

using State = FeedSession::State;

const Words kSilentEnd{"disconnect", "ended silent", "lost silent"};

bool contains(const Words& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

TEST(Silence, connecting_has_a_deadline) {
  SessionRig rig;
  rig.start();
  rig.take();
  EXPECT_EQ(rig.pass_to_deadline(), 15s);
  EXPECT_EQ(rig.take(), (Words{"disconnect", "ended connect_failed", "lost connect_failed"}));
}

TEST(Silence, the_handshake_has_a_deadline_from_the_last_step_forward) {
  SessionRig rig;
  rig.start();
  rig.opened();
  rig.take();
  rig.pass(9s);
  rig.signal(Signal::greeted);
  rig.pass(9s);
  for (int i = 0; i < 9; ++i) {
    rig.signal(Signal::heartbeat);  // is no progress
    EXPECT_EQ(rig.session.state(), State::handshaking);
    rig.pass(100ms);
  }
  rig.pass(100ms);
  EXPECT_TRUE(contains(rig.take(), "ended silent"));
  EXPECT_NE(rig.said.back().find("10 s"), std::string::npos) << rig.said.back();
}

TEST(Silence, before_a_connection_ended_without_a_goodbye_is_a_loss_and_before_a_goodbye_is_none) {
  for (const bool cut_off : {true, false}) {
    SessionRig rig;
    rig.to_streaming();
    const MonoTime last = rig.now;
    rig.live(7s);
    rig.session.closed({LostReason::closed, Retry::backoff, "the server is gone", cut_off}, rig.now);
    rig.take();
    EXPECT_EQ(rig.lost_since, cut_off ? last : rig.now);
  }
}

TEST(Silence, a_goodbye_is_a_loss_from_when_it_was_read_though_the_socket_stayed_open) {
  SessionRig rig;
  rig.to_streaming();
  const MonoTime read = rig.now;
  rig.pass(1s);
  rig.session.closed({LostReason::closed, Retry::backoff, "the server said goodbye", false, read}, rig.now);
  rig.take();
  EXPECT_EQ(rig.lost_since, read);
}

TEST(Silence, our_own_end_in_the_midst_of_one_dates_the_loss_from_the_last_sign_of_life) {
  struct Case {
    std::chrono::milliseconds after_the_ping;
    bool answered, doubted;
  };
  for (const Case& c :
       {Case{500ms, false, false}, Case{1s, false, true}, Case{9s, false, true}, Case{9s, true, false}}) {
    for (const bool reload : {false, true}) {
      SessionRig rig;
      rig.to_streaming();
      const MonoTime last = rig.now;
      rig.pass(20s);  // and a ping is sent
      if (c.answered) rig.session.control_seen(rig.now + 1ms);
      rig.pass(c.after_the_ping);
      reload ? rig.session.restart(rig.now, "new settings") : rig.session.stop(rig.now);
      rig.take();
      EXPECT_EQ(rig.lost_since, c.doubted ? last : rig.now) << c.after_the_ping.count() << " ms " << reload;
    }
  }
}

TEST(Silence, a_mute_socket_dies_in_an_open_market_although_it_answers_pings) {
  SessionRig rig;
  rig.to_streaming();
  const MonoTime last = rig.now;
  rig.live(59999ms);
  EXPECT_EQ(rig.session.state(), State::streaming);
  rig.pass(1ms);
  EXPECT_EQ(rig.take(), kSilentEnd);
  EXPECT_EQ(rig.lost_since, last) << "nobody knows what was missed since the last message";
}

TEST(Silence, any_message_counts_as_a_sign_of_life) {
  SessionRig rig;
  rig.to_streaming();
  for (int i = 0; i < 100; ++i) {
    rig.live(59s);
    rig.signal(Signal::heartbeat);
  }
  EXPECT_EQ(rig.session.state(), State::streaming);
}

TEST(Silence, a_closed_market_may_be_silent_as_long_as_pings_are_answered) {
  SessionRig rig;
  rig.to_streaming();
  rig.activity = Activity::none;
  rig.tick();
  rig.live(60h);
  EXPECT_EQ(rig.session.state(), State::streaming);
  EXPECT_GT(std::count(rig.happened.begin(), rig.happened.end(), "ping"), 10'000);
}

TEST(Silence, an_unanswered_ping_ends_the_connection_in_a_closed_market_too) {
  SessionRig rig;
  rig.to_streaming();
  const MonoTime last = rig.now;
  rig.activity = Activity::none;
  rig.tick();
  EXPECT_EQ(rig.pass_to_deadline(), 20s);
  EXPECT_EQ(rig.take(), Words{"ping"});
  EXPECT_EQ(rig.pass_to_deadline(), 10s);
  EXPECT_EQ(rig.take(), kSilentEnd);
  EXPECT_EQ(rig.lost_since, last);
}

TEST(Silence, a_message_is_as_good_as_a_pong) {
  SessionRig rig;
  rig.to_streaming();
  rig.pass_to_deadline();
  EXPECT_EQ(rig.take(), Words{"ping"});
  rig.now += 1s;
  rig.trade();
  rig.pass(9s);
  EXPECT_EQ(rig.take(), Words{});
  EXPECT_EQ(rig.session.state(), State::streaming);
}

TEST(Silence, the_markets_opening_begins_a_new_measure) {
  SessionRig rig;
  rig.activity = Activity::none;
  rig.to_streaming();
  rig.live(8h);
  rig.activity = Activity::full;
  rig.tick();
  EXPECT_EQ(rig.session.state(), State::streaming) << "eight silent hours of the night are no fault";
  rig.live(59s);
  EXPECT_EQ(rig.session.state(), State::streaming);
  rig.live(2s);
  EXPECT_EQ(rig.session.state(), State::connecting) << "and one silent minute of the day is";
}

TEST(Silence, before_and_after_regular_hours_it_may_last_longer) {
  SessionRig rig;
  rig.to_streaming();
  rig.activity = Activity::thin;
  rig.tick();
  rig.live(299s);
  EXPECT_EQ(rig.session.state(), State::streaming);
  rig.live(2s);
  EXPECT_TRUE(contains(rig.happened, "ended silent"));
}

TEST(Silence, rarely_traded_symbols_are_not_reconnected_every_minute_for_ever) {
  SessionRig rig;
  rig.to_streaming();
  std::vector<std::chrono::seconds> lasted;
  for (int i = 0; i < 4; ++i) {
    const MonoTime begin = rig.now;
    while (rig.session.state() == State::streaming) rig.live(1s);
    lasted.push_back(std::chrono::duration_cast<std::chrono::seconds>(rig.now - begin));
    while (rig.session.state() != State::connecting) rig.live(100ms);
    rig.opened();
    rig.signal(Signal::streaming);
    rig.take();
  }
  EXPECT_EQ(lasted, (std::vector<std::chrono::seconds>{60s, 120s, 240s, 480s}));
  EXPECT_NE(rig.said.front().find("streaming"), std::string::npos);
}

TEST(Silence, patience_ends_with_the_night) {
  SessionRig rig;
  rig.to_streaming();
  rig.live(61s);
  while (rig.session.state() != State::connecting) rig.live(100ms);
  rig.activity = Activity::none;
  rig.opened();
  rig.signal(Signal::streaming);
  rig.take();
  rig.activity = Activity::full;
  rig.tick();
  rig.happened.clear();
  rig.live(60s);
  EXPECT_TRUE(contains(rig.happened, "ended silent"));
}

TEST(Silence, while_we_do_not_read_nothing_is_held_against_the_server) {
  SessionRig rig;
  rig.to_streaming();
  rig.pass_to_deadline();
  EXPECT_EQ(rig.take(), Words{"ping"});
  rig.session.paused();
  rig.pass(10min);
  EXPECT_EQ(rig.take(), Words{});
  rig.session.resumed(rig.now);
  rig.pass(19s);
  EXPECT_EQ(rig.take(), Words{});
  rig.pass(1s);
  EXPECT_EQ(rig.take(), Words{"ping"});
  EXPECT_EQ(rig.session.state(), State::streaming);
}

TEST(Silence, a_deadline_is_never_in_the_past_after_a_tick) {
  SessionRig rig;
  rig.to_streaming();
  for (int i = 0; i < 5000; ++i) {
    rig.now += std::chrono::milliseconds{(i * 37) % 4001};
    rig.tick();
    const Words words = rig.take();
    EXPECT_GT(rig.session.deadline(), rig.now) << "a deadline that stays in the past is a loop that burns";
    if (contains(words, "connect")) rig.opened();
    if (i % 7 == 0) rig.trade();
    if (i % 5 == 0) rig.pong();
    rig.take();
  }
}

TEST(Silence, segments_say_how_much_is_to_be_expected) {
  EXPECT_EQ(activity_of(Segment::rth), Activity::full);
  EXPECT_EQ(activity_of(Segment::pre), Activity::thin);
  EXPECT_EQ(activity_of(Segment::post), Activity::thin);
  EXPECT_EQ(activity_of(Segment::overnight), Activity::none);
}

}  // namespace
}  // namespace tickbard
