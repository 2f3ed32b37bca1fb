#pragma once

#include <random>

#include "aggregator/feed/shape.hpp"
#include "tests/aggregator/feed/decoding.hpp"

namespace tickbard {

inline Subscription feed_seven(std::string venue = {}) {
  Subscription s;
  s.feed = 7;
  s.venue = std::move(venue);
  return s;
}

/// What the general way makes of a message, with whatever it had to remark.
inline Lines general_lines(std::string_view provider, std::string_view message, std::string venue = {}) {
  Feed feed(provider, feed_seven(std::move(venue)), Ways::general);
  const Decoded& decoded = feed.receive(message);
  Lines out = Feed::prints_of(decoded);
  for (const std::string& signal : Feed::signals_of(decoded)) out.push_back(signal);
  return out;
}

/// A fast way alone.
class FastWay {
 public:
  explicit FastWay(Shape::Reader reader, std::string venue = {})
      : reader_(reader), memory_(feed_seven(std::move(venue))) {}
  bool read(std::string_view message, UnixNanos recv_time, std::vector<FeedEvent>& out) {
    return Shape::read(message, recv_time, reader_, memory_, out);
  }

 private:
  Shape::Reader reader_;
  ShapeMemory memory_;
};

/// What a fast way makes of a message; "general" where it leaves it to the other.
inline Lines fast_lines(std::string_view message, FastWay& way) {
  // The allocation ends where the padding does: reading further is seen by the sanitizers.
  std::string padded(message);
  padded.append(Protocol::kPadding, '\0');
  padded.shrink_to_fit();
  std::vector<FeedEvent> events(1);
  const bool read = way.read({padded.data(), message.size()}, kReceived, events);
  if (!read) return events.size() == 1 ? Lines{"general"} : Lines{"general, and events are left over"};
  Lines out;
  for (std::size_t i = 1; i < events.size(); ++i) {
    EXPECT_EQ(events[i].feed, 7);
    EXPECT_EQ(events[i].tick.recv_time, kReceived);
    EXPECT_FALSE(events[i].tick.original);
    out.push_back(line(events[i]));
  }
  return out;
}

inline Lines fast_lines(std::string_view message, Shape::Reader reader, std::string venue = {}) {
  FastWay way(reader, std::move(venue));
  return fast_lines(message, way);
}

/// A fast way, and a connection that reads by both ways, beside one that reads by the general way alone.
class TwoWays {
 public:
  TwoWays(std::string_view provider, Shape::Reader reader, std::string venue = {})
      : provider_(provider),
        fast_(reader, venue),
        both_(provider, feed_seven(venue)),
        general_(provider, feed_seven(venue), Ways::general) {}

  /// Holds both to the same; true where the fast way read it.
  bool agree(const std::string& message) {
    const Lines quick = fast_lines(message, fast_);
    if (quick == Lines{"general"}) return false;
    const Decoded& expected = general_.receive(message);
    EXPECT_EQ(quick, Feed::prints_of(expected)) << provider_ << ": " << message;
    EXPECT_TRUE(expected.notices.empty() && expected.send.empty()) << provider_ << ": " << message;
    return true;
  }

  /// Holds connections to the same, whichever way they go.
  void agree_as_connections(const std::string& message) {
    const Decoded &quick = both_.receive(message), &expected = general_.receive(message);
    EXPECT_EQ(Feed::prints_of(quick), Feed::prints_of(expected)) << provider_ << ": " << message;
    EXPECT_EQ(Feed::signals_of(quick), Feed::signals_of(expected)) << provider_ << ": " << message;
    EXPECT_EQ(quick.send, expected.send) << provider_ << ": " << message;
    EXPECT_EQ(quick.events.size(), expected.events.size()) << provider_ << ": " << message;
  }

  /// Every message that differs from this one by a byte changed, left out, doubled or put in. How many of them the
  /// fast way read: other good trades.
  int agree_on_neighbours(std::string_view message) {
    const std::string whole(message);
    int read = 0;
    const auto look = [&](const std::string& other) {
      if (agree(other)) ++read;
      agree_as_connections(other);
    };
    for (std::size_t i = 0; i < whole.size() && !testing::Test::HasFailure(); ++i) {
      look(whole.substr(0, i));
      look(whole.substr(0, i) + whole.substr(i + 1));
      look(whole.substr(0, i) + whole[i] + whole.substr(i));
      std::string changed = whole;
      for (int c = 0; c < 256; ++c) {
        changed[i] = static_cast<char>(c);
        if (agree(changed)) ++read;
      }
      for (const char c : std::string_view{"\0 \"\\,:[]{}0159AZaez.-+\x7f\x80\xff", 24}) {
        look(whole.substr(0, i) + c + whole.substr(i));
        changed[i] = c;
        look(changed);
      }
    }
    return read;
  }

 private:
  std::string_view provider_;
  FastWay fast_;
  Feed both_, general_;
};

/// A trade cut off must not be read on in what stands behind it: as a rule the next message of the buffer.
inline void expect_that_no_cut_is_read(std::string_view message, Shape::Reader reader) {
  const std::string behind = std::string(message) + std::string(Protocol::kPadding, ' ');
  FastWay way(reader);
  for (std::size_t cut = 0; cut < message.size(); ++cut) {
    std::vector<FeedEvent> events;
    EXPECT_FALSE(way.read({behind.data(), cut}, kReceived, events)) << message.substr(0, cut);
    EXPECT_TRUE(events.empty());
  }
}

/// Texts of every length that a value may have, and of some that it may not.
class RandomText {
 public:
  std::size_t below(std::size_t n) { return static_cast<std::size_t>(random_() % n); }
  std::string of(std::string_view kinds, std::size_t most) {
    std::string text;
    for (std::size_t rest = 1 + below(most); rest > 0; --rest) text += kinds[below(kinds.size())];
    return text;
  }
  std::string number(std::size_t most) {
    std::string text = of("0123456789", most);
    if (text[0] == '0' && below(50) != 0) text[0] = '7';
    return text;
  }
  std::string decimal(std::size_t whole = 11, std::size_t places = 10) {
    std::string text = below(4) == 0 ? "0" : number(whole);
    if (below(4) != 0) text += '.' + of("0123456789", places);
    return text;
  }
  std::string time() {
    static constexpr std::string_view kMinutes[] = {
        "2023-04-06T11:54:", "2023-04-06T11:55:", "2023-04-06T23:59:", "1989-12-31T23:59:", "2024-02-29T00:00:",
        "2023-02-29T00:00:", "2100-01-01T00:00:", "2023-04-06 11:54:", "2023-04-06T24:00:"};
    std::string text(kMinutes[below(3) == 0 ? below(std::size(kMinutes)) : below(2)]);
    text += static_cast<char>('0' + below(below(20) == 0 ? 8 : 6));
    text += static_cast<char>('0' + below(10));
    if (below(8) != 0) text += '.' + of("0123456789", 10);
    return text + (below(40) == 0 ? "+01:00" : "Z");
  }
  std::string_view one_of(std::initializer_list<std::string_view> texts) {
    return texts.begin()[below(texts.size())];
  }

 private:
  std::mt19937_64 random_{17};
};

}  // namespace tickbard
