#include "aggregator/feed/shape.hpp"

#include "aggregator/core/time_text.hpp"
#include "tests/aggregator/feed/fast_ways.hpp"

namespace tickbard {
namespace {

/// Reads `text` behind sixteen bytes, as it must stand in a message, and says whether it fits.
bool fits(std::string_view text, Shape::Reader reader, Lines* out = nullptr) {
  const Lines lines = fast_lines("0123456789abcdef" + std::string(text), reader);
  if (out != nullptr) *out = lines;
  return lines != Lines{"general"};
}

TEST(Shape, a_text_of_any_length_is_compared_to_its_last_byte) {
  const auto compare = [](std::string_view text, Shape::Reader reader) {
    EXPECT_TRUE(fits(text, reader)) << text;
    for (std::size_t i = 0; i < text.size(); ++i) {
      for (const int bit : {1, 2, 4, 8, 16, 32, 64, 128}) {
        std::string other(text);
        other[i] = static_cast<char>(other[i] ^ bit);
        EXPECT_FALSE(fits(other, reader)) << other;
      }
      EXPECT_FALSE(fits(text.substr(0, i), reader)) << i;
    }
    EXPECT_FALSE(fits(std::string(text) + '\0', reader));
  };
  compare("", [](Shape in) { return in.passes<"0123456789abcdef">() && in.ends(); });
  compare("a", [](Shape in) { return in.passes<"0123456789abcdefa">() && in.ends(); });
  compare("ab", [](Shape in) { return in.passes<"0123456789abcdef">() && in.passes<"ab">() && in.ends(); });
  compare("abcdefg",
          [](Shape in) { return in.passes<"0123456789abcdef">() && in.passes<"abcdefg">() && in.ends(); });
  compare("abcdefgh",
          [](Shape in) { return in.passes<"0123456789abcdef">() && in.passes<"abcdefgh">() && in.ends(); });
  compare("abcdefghi",
          [](Shape in) { return in.passes<"0123456789abcdef">() && in.passes<"abcdefghi">() && in.ends(); });
  compare("abcdefghijklmnopqrstuvw", [](Shape in) {
    return in.passes<"0123456789abcdef">() && in.passes<"abcdefghijklmnopqrstuvw">() && in.ends();
  });
}

TEST(Shape, one_of_two_texts) {
  constexpr Shape::Reader kReader = [](Shape in) {
    return in.passes<"0123456789abcdef">() && in.passes_either<"buy", "sell">() && in.passes<"!">() && in.ends();
  };
  EXPECT_TRUE(fits("buy!", kReader));
  EXPECT_TRUE(fits("sell!", kReader));
  for (const std::string_view other : {"bu!", "buyl!", "sel!", "sold!", "!", "buy", "sell", ""})
    EXPECT_FALSE(fits(other, kReader)) << other;
}

TEST(Shape, a_uuid_is_36_bytes_that_need_no_escape) {
  constexpr Shape::Reader kReader = [](Shape in) {
    return in.passes<"0123456789abcdef">() && in.uuid() && in.passes<"!">() && in.ends();
  };
  const std::string uuid = "f07e510f-4edf-469d-b844-4f670f1e93f1";
  EXPECT_TRUE(fits(uuid + "!", kReader));
  EXPECT_FALSE(fits(uuid, kReader));
  EXPECT_FALSE(fits(uuid.substr(1) + "!", kReader));
  EXPECT_FALSE(fits(uuid + "f!", kReader));
  for (std::size_t i = 0; i < uuid.size(); ++i) {
    for (const char bad : std::string_view{"\0\n\"\\ \x7f\x80\xff", 8}) {
      std::string other = uuid;
      other[i] = bad;
      EXPECT_FALSE(fits(other + "!", kReader)) << i;
    }
  }
}

constexpr Shape::Reader kTime = [](Shape in) {
  Tick& tick = in.print();
  tick.symbol = *Symbol::parse("A");
  return in.passes<"0123456789abcdef">() && in.time(tick.event_time) && in.passes<"!">() && in.ends();
};

TEST(Shape, times_are_those_that_the_general_way_reads) {
  RandomText random;
  FastWay way(kTime);
  int read = 0;
  for (int i = 0; i < 50'000; ++i) {
    std::string text = random.time();
    if (random.below(2) == 0) text[random.below(text.size())] = static_cast<char>(random.below(256));
    std::vector<FeedEvent> events;
    const std::string message = "0123456789abcdef" + text + "!" + std::string(Protocol::kPadding, '\0');
    if (!way.read({message.data(), message.size() - Protocol::kPadding}, kReceived, events)) continue;
    ++read;
    const auto expected = event_time_from_text(text);
    ASSERT_TRUE(expected) << text;
    EXPECT_EQ(events.at(0).tick.event_time, *expected) << text;
  }
  EXPECT_GT(read, 15'000);
}

TEST(Shape, no_minute_is_known_before_one_was_read) {
  EXPECT_FALSE(fits(std::string(16, '\0') + ":26Z!", kTime));
  EXPECT_TRUE(fits("2000-01-01T00:00:26Z!", kTime));
  EXPECT_FALSE(fits("2000-01-01T00:00-26Z!", kTime));
}

TEST(Shape, every_second_and_no_other) {
  for (int second = 0; second < 100; ++second) {
    const std::string text = {static_cast<char>('0' + second / 10), static_cast<char>('0' + second % 10)};
    EXPECT_EQ(fits("2023-04-06T11:54:" + text + "Z!", kTime), second < 60) << second;
    EXPECT_EQ(fits("2023-04-06T11:54:" + text + ".999999999Z!", kTime), second < 60) << second;
  }
}

TEST(Shape, names_with_and_without_a_venue) {
  constexpr Shape::Reader kEquity = [](Shape in) {
    Tick& tick = in.print();
    return in.passes<"0123456789abcdef">() && in.equity(tick.symbol) && in.passes<"\"">() && in.ends();
  };
  constexpr Shape::Reader kPair = [](Shape in) {
    Tick& tick = in.print();
    return in.passes<"0123456789abcdef">() && in.pair(tick.symbol) && in.passes<"\"">() && in.ends();
  };
  RandomText random;
  for (const std::string venue : {"", "x", "cm", "usdm", "longer"}) {
    FastWay equity(kEquity, venue), pair(kPair, venue);
    for (int i = 0; i < 4000; ++i) {
      const std::string name = random.of("ABYZ0189.az-/_@:", random.below(2) == 0 ? 3 : 17);
      const std::string message = "0123456789abcdef" + name + '"' + std::string(Protocol::kPadding, '\0');
      const std::string_view text(message.data(), message.size() - Protocol::kPadding);
      std::vector<FeedEvent> events;
      if (equity.read(text, kReceived, events)) {
        EXPECT_EQ(events.at(0).tick.symbol, *Symbol::parse(venue, Symbol::parse_equity(name)->view())) << name;
      }
      events.clear();
      if (pair.read(text, kReceived, events)) {
        EXPECT_EQ(events.at(0).tick.symbol, *Symbol::parse(venue, name)) << name;
        EXPECT_LE(name.size(), 16U);
      }
    }
  }
}

}  // namespace
}  // namespace tickbard
