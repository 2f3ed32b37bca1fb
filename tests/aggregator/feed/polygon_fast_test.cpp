#include "aggregator/feed/polygon_fast.hpp"

#include <random>

#include "tests/aggregator/feed/decoding.hpp"

namespace tickbard {
namespace {

constexpr std::string_view kOne =
    R"([{"ev":"T","sym":"MSFT","x":4,"i":"12345","z":3,"p":114.125,"s":100,"c":[0,12],"t":1536036818784,"q":3681328}])";
constexpr std::string_view kTwo =
    R"([{"ev":"T","sym":"BRK.B","i":"A-7","x":19,"p":411,"s":13.5,"t":1649169893847,"q":17,"z":1,"trfi":202,"trft":1649169893840},)"
    R"({"ev":"T","sym":"A","i":"15590","x":19,"p":0.0001,"s":6,"c":[14,37,41],"t":1649169893847,"q":1769467,"z":3}])";
constexpr std::string_view kUsual =
    R"([{"ev":"T","sym":"TSLA","i":"15589","x":19,"p":1114.38,"s":13,"c":[14,37,41],"t":1649169893847,"q":1769466,"z":3},)"
    R"({"ev":"T","sym":"HIVE","i":"71675577320245","x":4,"p":161.8701,"s":1.5,"t":1708453945556,"q":12345678,"z":1,"trfi":202,"trft":1708453945550},)"
    R"({"ev":"T","sym":"A","i":"7","x":9,"p":1234.5678,"s":100,"t":1708453945556,"q":42165251234,"z":2}])";

Lines fast(std::string_view message, PolygonTrades trades) {
  std::string padded(message);
  padded.append(Protocol::kPadding, '\0');
  padded.shrink_to_fit();
  std::vector<FeedEvent> events(1);
  const bool read = trades.read({padded.data(), message.size()}, kReceived, events);
  if (!read) return events.size() == 1 ? Lines{"general"} : Lines{"general, and events are left over"};
  Lines out;
  for (std::size_t i = 1; i < events.size(); ++i) {
    EXPECT_EQ(events[i].feed, 7);
    EXPECT_EQ(events[i].tick.recv_time, kReceived);
    out.push_back(line(events[i]));
  }
  return out;
}

/// What the fast way makes of it, whatever this processor can; "general" where it leaves it to the other.
Lines fast(std::string_view message) {
  const Lines best = fast(message, PolygonTrades(7));
  for (const colons::Finder& finder : colons::finders()) {
    EXPECT_EQ(fast(message, PolygonTrades(7, finder.find, nullptr)), best) << finder.name << ": " << message;
  }
  return best;
}

/// The same by the general way, with whatever it had to remark.
Lines general(std::string_view message) {
  Subscription subscription;
  subscription.feed = 7;
  Feed feed("polygon", subscription, Ways::general);
  const Decoded& decoded = feed.receive(message);
  Lines out = Feed::prints_of(decoded);
  for (const std::string& signal : Feed::signals_of(decoded)) out.push_back(signal);
  return out;
}

TEST(PolygonFast, trades_as_they_come) {
  EXPECT_EQ(fast(kOne), (Lines{"trade MSFT 114.125 x 100 at 2018-09-04T04:53:38.784Z id 12345 seq 3681328 tape C "
                               "exchange 4 conditions 0,12"}));
  const Lines two = fast(kTwo);
  ASSERT_EQ(two.size(), 2U);
  EXPECT_EQ(two, general(kTwo));
}

TEST(PolygonFast, other_forms_are_left_to_the_general_way) {
  for (const std::string_view message : {
           R"()",
           R"([)",
           R"([])",
           R"({"ev":"T","sym":"MSFT","p":114.125,"s":100,"t":1536036818784})",
           R"([{"ev":"status","status":"auth_success","message":"authenticated"}])",
           R"([{"ev":"Q","sym":"MSFT","p":1,"s":1,"t":1536036818784}])",
           R"([{"ev": "T","sym":"MSFT","p":114.125,"s":100,"t":1536036818784}])",
           R"([ {"ev":"T","sym":"MSFT","p":114.125,"s":100,"t":1536036818784}])",
           R"([{"ev":"T","sym":"MSFT","p":114.125,"s":100,"t":1536036818784}] )",
           R"([{"ev":"T","sym":"MSFT","p":114.125,"s":100,"t":1536036818784}]])",
           R"([{"ev":"T","sym":"MSFT","p":114.125,"s":100,"t":1536036818784},])",
           R"([{"ev":"T","sym":"MSFT","p":114.125,"s":100,"t":1536036818784)",
           R"([{"sym":"MSFT","ev":"T","p":114.125,"s":100,"t":1536036818784}])",
           R"([{"ev":"T","sym":"MSFT","p":114.125,"s":100}])",
           R"([{"ev":"T","sym":"MSFT","p":114.125,"p":114.125,"s":100,"t":1536036818784}])",
           R"([{"ev":"T","sym":"MSFT","p":114.125,"s":100,"ds":100.5,"t":1536036818784}])",
           R"([{"ev":"T","sym":"MSFT","p":114.125,"s":100,"ds":"0","t":1536036818784}])",
           R"([{"ev":"T","sym":"MSFT","p":114.125,"s":100,"ds":"","t":1536036818784}])",
           R"([{"ev":"T","sym":"MSFT","p":114.125,"s":100,"ds":"1.5,"t":1536036818784}])",
           R"([{"ev":"T","sym":"MSFT","p":114.125,"s":00,"ds":"1.5","t":1536036818784}])",
           R"([{"ev":"T","sym":"MSFT","p":114.125,"s":100,"t":1536036818784,"pt":null}])",
           R"([{"ev":"T","sym":"MSFT","p":114.125,"s":100,"new":1,"t":1536036818784}])",
           R"([{"ev":"T","sym":"MSFT","p":-1,"s":100,"t":1536036818784}])",
           R"([{"ev":"T","sym":"MSFT","p":1e2,"s":100,"t":1536036818784}])",
           R"([{"ev":"T","sym":"MSFT","p":"114.125","s":100,"t":1536036818784}])",
           R"([{"ev":"T","sym":"MSFT","p":114.125,"s":0,"t":1536036818784}])",
           R"([{"ev":"T","sym":"MSFT","p":114.125,"s":100,"t":1536036818}])",
           R"([{"ev":"T","sym":"MSFT","p":114.125,"s":100,"t":1536036818784000}])",
           R"([{"ev":"T","sym":"M\u0053FT","p":114.125,"s":100,"t":1536036818784}])",
           R"([{"ev":"T","sym":"","p":114.125,"s":100,"t":1536036818784}])",
           R"([{"ev":"T","sym":"MSFT","i":"","p":114.125,"s":100,"t":1536036818784}])",
           R"([{"ev":"T","sym":"MSFT","i":7,"p":114.125,"s":100,"t":1536036818784}])",
           R"([{"ev":"T","sym":"MSFT","p":114.125,"s":100,"c":[],"t":1536036818784}])",
           R"([{"ev":"T","sym":"MSFT","p":114.125,"s":100,"c":12,"t":1536036818784}])",
           R"([{"ev":"T","sym":"MSFT","p":114.125,"s":100,"c":[300],"t":1536036818784}])",
           R"([{"ev":"T","sym":"MSFT","p":114.125,"s":100,"c":[00],"t":1536036818784}])",
           R"([{"ev":"T","sym":"MSFT","p":114.125,"s":100,"c":[1 ,2],"t":1536036818784}])",
           R"([{"ev":"T","sym":"MSFT","x":1234,"p":114.125,"s":100,"t":1536036818784}])",
       }) {
    EXPECT_EQ(fast(message), Lines{"general"}) << message;
  }
}

TEST(PolygonFast, trades_in_the_usual_order) {
  const Lines usual = fast(kUsual);
  ASSERT_EQ(usual.size(), 3U);
  EXPECT_EQ(usual[0],
            "trade TSLA 1114.38 x 13 at 2022-04-05T14:44:53.847Z id 15589 seq 1769466 tape C exchange 19 "
            "conditions 14,37,41");
  EXPECT_EQ(usual, general(kUsual));
}

constexpr std::string_view kExact =
    R"([{"ev":"T","sym":"NVDA","i":"40161","x":4,"p":225.63,"s":129,"t":1786649956459,"pt":1786649956458,"q":9059424,"z":3,"trfi":202,"trft":1786649956459,"ds":"129.0"},)"
    R"({"ev":"T","sym":"A","i":"1","x":4,"p":10,"s":0,"ds":"0.25","t":1651684192536,"z":1},)"
    R"({"ev":"T","sym":"B","i":"15589","x":4,"p":10.5,"s":7,"c":[37],"t":1649169893847,"pt":1649169893846,"q":17,"z":2,"ds":"7.125"},)"
    R"({"ev":"T","sym":"C","i":"15590","x":4,"p":10.5,"s":0,"c":[37],"t":1649169893847,"q":18,"z":2,"ds":"0.000001"}])";

TEST(PolygonFast, sizes_in_fractions_of_a_share_win) {
  const Lines exact = fast(kExact);
  ASSERT_EQ(exact.size(), 4U);
  EXPECT_NE(exact[1].find("A 10 x 0.25 at"), std::string::npos) << exact[1];
  EXPECT_NE(exact[2].find("B 10.5 x 7.125 at"), std::string::npos) << exact[2];
  EXPECT_EQ(exact, general(kExact));
}

TEST(PolygonFast, a_trade_cut_off_is_not_read_on_in_what_stands_behind_it) {
  // Behind a message in a buffer stands the next one, as a rule.
  for (const std::string_view message : {kUsual, kExact}) {
    const std::string behind = std::string(message) + std::string(Protocol::kPadding, ' ');
    for (std::size_t cut = 1; cut < message.size(); ++cut) {
      std::vector<FeedEvent> events;
      EXPECT_FALSE(PolygonTrades(7).read({behind.data(), cut}, kReceived, events)) << cut;
      EXPECT_TRUE(events.empty());
    }
  }
}

TEST(PolygonFast, a_bad_trade_among_good_ones_leaves_nothing_behind) {
  std::string frame(kTwo);
  frame.back() = ',';
  EXPECT_EQ(fast(frame + R"({"ev":"T","sym":"A","p":0,"s":6,"t":1649169893847}])"), Lines{"general"});
}

TEST(PolygonFast, whatever_it_reads_it_reads_as_the_general_way_does) {
  int read = 0;
  const auto compare = [&](const std::string& message) {
    const Lines quick = fast(message);
    if (quick == Lines{"general"}) return;
    ++read;
    ASSERT_EQ(quick, general(message)) << message;
  };
  for (const std::string_view seed : {kOne, kTwo, kUsual}) {
    const std::string whole(seed);
    for (std::size_t i = 0; i < whole.size(); ++i) {
      compare(whole.substr(0, i));
      compare(whole.substr(0, i) + whole.substr(i + 1));
      compare(whole.substr(0, i) + whole[i] + whole.substr(i));
      for (const char c : std::string_view{"\0 \"\\,:[]{}0159AZaez.-+\x7f\x80\xff", 24}) {
        std::string changed = whole;
        changed[i] = c;
        compare(changed);
      }
    }
  }
  EXPECT_GT(read, 500) << "many a change makes another good trade";
}

/// A trade in the usual order whose values have every length that they may have, and some that they may not.
std::string random_trade(std::mt19937_64& random) {
  const auto below = [&](std::size_t n) { return static_cast<std::size_t>(random() % n); };
  const auto digits = [&](std::size_t most) {
    std::string text(1, static_cast<char>('1' + below(9)));
    for (std::size_t rest = below(most); rest > 0; --rest) text += static_cast<char>('0' + below(10));
    return text;
  };
  const auto decimal = [&] { return digits(5) + (below(4) == 0 ? "" : "." + digits(5)); };
  std::string name, list, out = R"({"ev":"T","sym":")";
  for (std::size_t rest = 1 + below(8); rest > 0; --rest) name += static_cast<char>('A' + below(26));
  for (std::size_t rest = below(6); rest > 0; --rest)
    list += (list.empty() ? "" : ",") + std::to_string(below(60));
  out += name + R"(","i":")" + digits(18) + R"(","x":)" + digits(3) + R"(,"p":)" + decimal() + R"(,"s":)" +
         (below(4) == 0 ? decimal() : digits(8));
  if (!list.empty()) out += R"(,"c":[)" + list + "]";
  out += R"(,"t":17084539)" + std::to_string(10'000 + below(90'000));
  if (below(3) == 0) out += R"(,"pt":17084539)" + std::to_string(10'000 + below(90'000));
  out += R"(,"q":)" + digits(18) + R"(,"z":)" + digits(1);
  if (below(4) == 0) out += R"(,"trfi":)" + digits(3);
  if (below(4) == 0) out += R"(,"ds":")" + decimal() + '"';
  return out + "}";
}

TEST(PolygonFast, values_of_every_length) {
  std::mt19937_64 random(17);
  int read = 0;
  for (int i = 0; i < 5000; ++i) {
    const std::string message =
        "[" + random_trade(random) + (i % 2 == 0 ? "," + random_trade(random) : std::string{}) + "]";
    const Lines quick = fast(message);
    if (quick == Lines{"general"}) continue;
    ++read;
    ASSERT_EQ(quick, general(message)) << message;
  }
  EXPECT_GT(read, 1000);
}

TEST(PolygonFast, messages_longer_than_a_stretch_of_colons) {
  std::string message = "[";
  for (const std::string_view frame : {kUsual, kTwo, kExact, kOne, kUsual, kExact}) {
    for (int i = 0; i < 7; ++i) {
      if (message.size() > 1) message += ',';
      message += frame.substr(1, frame.size() - 2);
    }
  }
  ASSERT_GT(message.size() + 1, 2 * colons::kStretch);
  const Lines all = fast(message + "]");
  EXPECT_EQ(all.size(), 7U * (3 + 2 + 4 + 1 + 3 + 4));
  EXPECT_EQ(all, general(message + "]"));
}

TEST(PolygonFast, more_condition_lists_than_are_remembered) {
  std::string message = "[";
  for (int i = 0; i < 1000; ++i) {
    const std::string n = std::to_string(i), code = std::to_string(i % 256);
    message += (i == 0 ? "" : ",") + (R"({"ev":"T","sym":"A","i":"7","x":9,"p":1.5,"s":1,)" + std::string{}) +
               (i % 3 == 0 ? std::string{} : "\"c\":[" + code + (i % 3 == 1 ? "" : ",41," + code) + "],") +
               R"("t":1708453945556,"q":)" + n + R"(,"z":2})";
  }
  message += "]";
  EXPECT_EQ(fast(message), general(message));
}

TEST(PolygonFast, a_nul_in_a_condition_list_is_a_byte_of_it) {
  using namespace std::string_view_literals;
  const auto trade = [](std::string_view conditions) {
    return R"([{"ev":"T","sym":"A","i":"7","x":9,"p":1.5,"s":1,"c":[)" + std::string(conditions) +
           R"(],"t":1708453945556,"q":1,"z":2}])";
  };
  Feed feed("polygon");
  for (const std::string_view list : {"4"sv, "4\0"sv, "7"sv, "\0"sv, ""sv, "\0\0"sv, "4"sv})
    EXPECT_EQ(feed.prints(trade(list)), general(trade(list))) << testing::PrintToString(list);
}

TEST(PolygonFast, a_feed_with_a_venue_goes_the_general_way) {
  Subscription subscription;
  subscription.venue = "otc";
  Feed feed("polygon", subscription);
  EXPECT_EQ(feed.prints(kOne)[0].substr(0, 14), "trade otc:MSFT");
}

}  // namespace
}  // namespace tickbard
