#include "tests/aggregator/session/session_rig.hpp"

namespace tickbard {
namespace {

using State = FeedSession::State;

TEST(Session, the_whole_path_to_streaming) {
  SessionRig rig;
  rig.start();
  EXPECT_EQ(rig.take(), Words{"connect"});
  rig.opened();
  EXPECT_EQ(rig.take(), Words{});
  rig.signal(Signal::greeted, "", {"auth"});
  EXPECT_EQ(rig.take(), Words{"send auth"});
  rig.signal(Signal::authenticated, "", {"subscribe"});
  EXPECT_EQ(rig.take(), Words{"send subscribe"});
  rig.signal(Signal::streaming);
  EXPECT_EQ(rig.take(), Words{"streaming"});
  EXPECT_EQ(rig.session.state(), State::streaming);
}

TEST(Session, data_without_a_word_is_streaming_too_and_the_word_is_told_all_the_same) {
  SessionRig rig;
  rig.start();
  rig.opened();
  rig.hello({"subscribe"});
  rig.take();
  rig.trade();
  EXPECT_EQ(rig.take(), Words{"streaming"});
  rig.trade();
  EXPECT_EQ(rig.take(), Words{});
  rig.signal(Signal::streaming);
  EXPECT_EQ(rig.take(), Words{"streaming"}) << "only now every symbol is heard";
}

// The whole path again and again, each time with one thing going wrong at one step. Whatever happens where, the
// session says lost at most once, does not connect before its wait is over, and then gets to streaming again.
struct Fault {
  const char* name;
  std::function<void(SessionRig&)> happen;
  const char* reason;
};

TEST(Session, an_error_at_every_step_is_survived) {
  const std::vector<std::pair<const char*, std::function<void(SessionRig&)>>> path{
      {"connecting", [](SessionRig& r) { r.start(); }},
      {"open", [](SessionRig& r) { r.opened(); }},
      {"greeted", [](SessionRig& r) { r.signal(Signal::greeted, "", {"auth"}); }},
      {"authenticated", [](SessionRig& r) { r.signal(Signal::authenticated, "", {"subscribe"}); }},
      {"streaming", [](SessionRig& r) { r.signal(Signal::streaming); }},
      {"data", [](SessionRig& r) { r.trade(); }},
  };
  const std::vector<Fault> faults{
      {"cut off", [](SessionRig& r) { r.end(LostReason::closed); }, "closed"},
      {"silence",
       [](SessionRig& r) {
         for (int i = 0; i < 10 && r.session.state() != State::waiting; ++i) r.pass_to_deadline();
       },
       nullptr},
      {"slow consumer", [](SessionRig& r) { r.signal(Signal::slow_consumer); }, "slow_consumer"},
      {"limit", [](SessionRig& r) { r.signal(Signal::connection_limit); }, "connection_limit"},
      {"leaving", [](SessionRig& r) { r.signal(Signal::leaving); }, "server_leaving"},
      {"nonsense",
       [](SessionRig& r) {
         for (int i = 0; i < 20; ++i) r.signal(Signal::nonsense, "<html>");
       },
       "protocol_error"},
  };
  for (const Fault& fault : faults) {
    for (std::size_t step = 0; step != path.size(); ++step) {
      SCOPED_TRACE(std::string(fault.name) + " after " + path[step].first);
      SessionRig rig;
      for (std::size_t i = 0; i <= step; ++i) path[i].second(rig);
      const bool open = rig.session.state() != State::connecting;
      const bool was_streaming = rig.session.state() == State::streaming;
      rig.take();
      fault.happen(rig);
      if (!open && fault.reason != nullptr && std::string_view(fault.name) != "cut off") {
        EXPECT_EQ(rig.take(), Words{}) << "no message can come before the connection is open";
        continue;
      }
      const Words words = rig.take();
      EXPECT_EQ(std::count_if(words.begin(), words.end(), [](auto& w) { return w.starts_with("lost "); }), 1);
      EXPECT_EQ(std::count_if(words.begin(), words.end(), [](auto& w) { return w.starts_with("ended "); }), 1);
      if (fault.reason != nullptr) {
        EXPECT_NE(std::find(words.begin(), words.end(), std::string("lost ") + fault.reason), words.end());
      }
      ASSERT_EQ(rig.session.state(), State::waiting);
      const auto waited = rig.pass_to_deadline();
      EXPECT_GE(waited, 250ms);
      EXPECT_EQ(rig.take(), Words{"connect"});
      for (std::size_t i = 1; i != path.size(); ++i) path[i].second(rig);
      EXPECT_EQ(rig.take(), (Words{"send auth", "send subscribe", "streaming"}))
          << "told again, whether it streamed before or not: " << was_streaming;
    }
  }
}

TEST(Session, every_input_is_survived_in_every_state) {
  for (int seed = 0; seed < 300; ++seed) {
    SessionRig rig({}, static_cast<std::uint64_t>(seed));
    std::uint64_t r = static_cast<std::uint64_t>(seed) * 7919 + 1;
    bool lost = false;
    for (int i = 0; i < 200; ++i) {
      r = r * 6364136223846793005ULL + 1442695040888963407ULL;
      switch ((r >> 33) % 14) {
        case 0:
          rig.start();
          break;
        case 1:
        case 2:
          rig.opened("hb");
          break;
        case 3:
          rig.trade();
          break;
        case 4:
          rig.signal(static_cast<Signal>((r >> 40) % 12), "w", {"x"});
          break;
        case 5:
          rig.end(static_cast<LostReason>((r >> 40) % 9), static_cast<Retry>((r >> 44) % 3));
          break;
        case 6:
          rig.session.paused();
          break;
        case 7:
          rig.session.resumed(rig.now);
          break;
        case 8:
          rig.activity = static_cast<Activity>((r >> 40) % 3);
          break;
        case 9:
          rig.session.restart(rig.now, "again");
          break;
        case 10:
          rig.pong();
          break;
        default:
          rig.pass_to_deadline();
          break;
      }
      for (const std::string& word : rig.take()) {
        if (word == "streaming") {
          lost = false;
        } else if (word.starts_with("lost")) {
          EXPECT_FALSE(lost) << "seed " << seed;
          lost = true;
        }
      }
    }
  }
}

TEST(Session, stop_tells_lost_only_if_it_listened) {
  SessionRig quiet;
  quiet.start();
  quiet.take();
  quiet.session.stop(quiet.now);
  EXPECT_EQ(quiet.take(), (Words{"disconnect", "ended shutdown"}));
  EXPECT_EQ(quiet.session.deadline(), MonoTime::max());

  SessionRig rig;
  rig.to_streaming();
  rig.session.stop(rig.now);
  EXPECT_EQ(rig.take(), (Words{"disconnect", "ended shutdown", "lost shutdown"}));
  rig.session.stop(rig.now);
  EXPECT_EQ(rig.take(), Words{});
}

TEST(Session, restart_reconnects_at_once_and_revives_a_stopped_feed) {
  SessionRig rig;
  rig.to_streaming();
  rig.session.restart(rig.now, "new symbols");
  EXPECT_EQ(rig.take(), (Words{"disconnect", "ended shutdown", "lost shutdown", "connect"}));
  rig.opened();
  rig.signal(Signal::bad_credentials, "no");
  EXPECT_EQ(rig.take(), (Words{"disconnect", "ended refused", "stopped refused"}));
  rig.session.restart(rig.now, "new key");
  EXPECT_EQ(rig.take(), Words{"connect"});
}

TEST(Session, one_refused_symbol_does_not_take_the_others_with_it) {
  SessionRig rig;
  rig.to_streaming();
  rig.signal(Signal::bad_subscription, "XYZ not found");
  EXPECT_EQ(rig.take(), Words{});
  ASSERT_EQ(rig.said.size(), 2u);
  EXPECT_NE(rig.said[1].find("XYZ not found"), std::string::npos);
  EXPECT_EQ(rig.session.state(), State::streaming);
}

TEST(Session, an_unknown_kind_of_message_is_told_once_per_kind) {
  SessionRig rig;
  rig.to_streaming();
  rig.said.clear();
  for (const char* kind : {"luld", "luld", "noi", "luld"}) rig.signal(Signal::unknown, kind);
  rig.take();
  ASSERT_EQ(rig.said.size(), 2u);
  EXPECT_NE(rig.said[0].find("luld"), std::string::npos);
  EXPECT_NE(rig.said[1].find("noi"), std::string::npos);
}

TEST(Session, what_earlier_messages_brought_is_no_data_of_the_one_at_hand) {
  SessionRig rig;
  rig.to_streaming();
  rig.take();
  Decoded decoded;
  decoded.events.emplace_back();
  for (int i = 0; i < 20; ++i) {
    decoded.turn();
    decoded.notices.push_back({Signal::nonsense, "<html>"});
    rig.session.decoded(decoded, rig.now, rig.activity);
  }
  EXPECT_EQ(rig.take(), (Words{"disconnect", "ended protocol_error", "lost protocol_error"}));
}

TEST(Session, nonsense_ends_the_connection_only_in_a_row) {
  SessionRig rig;
  rig.to_streaming();
  for (int i = 0; i < 19; ++i) rig.signal(Signal::nonsense, "<html>");
  rig.trade();
  for (int i = 0; i < 19; ++i) rig.signal(Signal::nonsense, "<html>");
  EXPECT_EQ(rig.take(), Words{});
  rig.signal(Signal::nonsense, "<html>");
  EXPECT_EQ(rig.take(), (Words{"disconnect", "ended protocol_error", "lost protocol_error"}));
  EXPECT_NE(rig.said.back().find("<html>"), std::string::npos);
  EXPECT_NE(rig.said.back().find("url"), std::string::npos);
}

TEST(Session, sends_at_the_pace_the_provider_allows) {
  SessionTimes times;
  times.send_spacing = 250ms;
  SessionRig rig(times);
  rig.start();
  rig.opened();
  rig.take();
  rig.hello({"a", "b", "c"});
  EXPECT_EQ(rig.take(), Words{"send a"});
  rig.pass(249ms);
  EXPECT_EQ(rig.take(), Words{});
  rig.pass(1ms);
  EXPECT_EQ(rig.take(), Words{"send b"});
  EXPECT_EQ(rig.pass_to_deadline(), 250ms);
  EXPECT_EQ(rig.take(), Words{"send c"});
}

TEST(Session, a_long_subscription_is_progress_and_no_timeout) {
  SessionTimes times;
  times.send_spacing = 1s;
  SessionRig rig(times);
  rig.start();
  rig.opened();
  rig.hello(std::vector<std::string>(30, "part"));
  rig.live(29s);
  EXPECT_EQ(rig.session.state(), State::handshaking);
  EXPECT_EQ(std::count(rig.happened.begin(), rig.happened.end(), "send part"), 30);
  rig.live(9s);
  EXPECT_EQ(rig.session.state(), State::handshaking);
  rig.live(1s);
  EXPECT_EQ(rig.session.state(), State::waiting);
}

TEST(Session, keep_alive_words_go_out_when_nothing_else_does) {
  SessionTimes times;
  times.keep_alive_every = 10s;
  SessionRig rig(times);
  rig.start();
  rig.opened("heartbeat");
  rig.hello({"subscribe"});
  rig.signal(Signal::streaming);
  rig.take();
  rig.live(9999ms);
  EXPECT_EQ(std::count(rig.happened.begin(), rig.happened.end(), "send heartbeat"), 0);
  rig.live(20001ms);
  EXPECT_EQ(std::count(rig.happened.begin(), rig.happened.end(), "send heartbeat"), 3);
}

TEST(Session, T006_T010_a_session_knows_no_wall_clock) {
  // Every duration is measured on the monotonic time handed in: the same inputs at the same distances give the
  // same actions wherever the clock stands, and no date is among the arguments that a DST night or an NTP step
  // could move.
  std::vector<Words> runs;
  for (const MonoTime begin : {MonoTime{0s}, MonoTime{1000s}, MonoTime{24h * 365 * 50}}) {
    SessionRig rig;
    rig.now = begin;
    rig.to_streaming();
    rig.live(25h);
    Words run = rig.happened;
    for (const std::string& word : rig.take()) run.push_back(word);
    runs.push_back(run);
  }
  EXPECT_FALSE(runs[0].empty());
  EXPECT_EQ(runs[0], runs[1]);
  EXPECT_EQ(runs[1], runs[2]);
}

}  // namespace
}  // namespace tickbard
