#include "daemon/net/frame_reader.hpp"

#include "tests/support/beast_frames.hpp"
#include "tests/support/heap_use.hpp"

namespace tickbard {
namespace {

using net::FrameReader;
using net::WsWord;
using test::close_frame;
using test::Heard;
using test::server_frame;

constexpr unsigned kText = 0x81, kBinary = 0x82, kClose = 0x88, kPing = 0x89, kPong = 0x8A;
constexpr unsigned kTextBegins = 0x01, kBinaryBegins = 0x02, kGoesOn = 0x00, kEnds = 0x80;
constexpr unsigned kMasked = 0x80;
constexpr std::size_t kLimit = 1000;

struct Case {
  const char* what;
  std::string bytes;
  Heard heard;
};

std::string text(char c, std::size_t n) {
  return std::string(n, c);
}

const std::vector<Case>& cases() {
  static const std::vector<Case> all{
      {"nothing", "", {}},
      {"a text", server_frame(kText, "hello"), {"text hello"}},
      {"a binary", server_frame(kBinary, "\xff\xfe"), {"binary \xff\xfe"}},
      {"empty messages", server_frame(kText, "") + server_frame(kBinary, ""), {"text ", "binary "}},
      {"the longest of one byte", server_frame(kText, text('a', 125)), {"text " + text('a', 125)}},
      {"the shortest of two bytes", server_frame(kText, text('b', 126)), {"text " + text('b', 126)}},
      {"half a frame", server_frame(kText, "hello").substr(0, 4), {}},
      {"pings and pongs",
       server_frame(kPing, "") + server_frame(kPing, "p") + server_frame(kPong, text('q', 125)),
       {"ping ", "ping p", "pong " + text('q', 125)}},

      {"two fragments", server_frame(kTextBegins, "he") + server_frame(kEnds, "llo"), {"text hello"}},
      {"a binary in fragments",
       server_frame(kBinaryBegins, "\xff") + server_frame(kEnds, "\xfe"),
       {"binary \xff\xfe"}},
      {"empty fragments",
       server_frame(kTextBegins, "") + server_frame(kGoesOn, "x") + server_frame(kGoesOn, "") +
           server_frame(kEnds, "") + server_frame(kText, "y"),
       {"text x", "text y"}},
      {"control frames between fragments",
       server_frame(kTextBegins, "a") + server_frame(kPing, "1") + server_frame(kGoesOn, "b") +
           server_frame(kPong, "2") + server_frame(kEnds, "c") + server_frame(kText, "d"),
       {"ping 1", "pong 2", "text abc", "text d"}},
      {"a close between fragments", server_frame(kTextBegins, "a") + close_frame(1001), {"close 1001 "}},
      {"a message within a message", server_frame(kTextBegins, "a") + server_frame(kText, "b"), {"broken 1002"}},
      {"a message begun twice",
       server_frame(kTextBegins, "a") + server_frame(kBinaryBegins, "b"),
       {"broken 1002"}},
      {"a fragment of nothing", server_frame(kEnds, "a"), {"broken 1002"}},
      {"a fragment after the last",
       server_frame(kTextBegins, "a") + server_frame(kEnds, "b") + server_frame(kEnds, "c"),
       {"text ab", "broken 1002"}},

      {"a first reserved bit", server_frame(kText | 0x40, "x"), {"broken 1002"}},
      {"a second reserved bit", server_frame(kText | 0x20, "x"), {"broken 1002"}},
      {"a third reserved bit", server_frame(kPing | 0x10, "x"), {"broken 1002"}},
      {"a reserved opcode of data", server_frame(0x83, "x"), {"broken 1002"}},
      {"a reserved opcode of control", server_frame(0x8B, "x"), {"broken 1002"}},
      {"a masked frame", server_frame(kText, "abcdx", kMasked), {"broken 1002"}},
      {"a ping in fragments", server_frame(0x09, "x"), {"broken 1002"}},
      {"a ping of 126 bytes", server_frame(kPing, text('x', 126)), {"broken 1002"}},
      {"two bytes for a short length", server_frame(kText, text('x', 125), 0, 2), {"broken 1002"}},
      {"eight bytes for a short length", server_frame(kText, text('x', 126), 0, 8), {"broken 1002"}},

      {"as long as may be", server_frame(kText, text('x', kLimit)), {"text " + text('x', kLimit)}},
      {"one byte too long", server_frame(kText, text('x', kLimit + 1)), {"broken 1009"}},
      {"too long by its header alone", server_frame(kText, text('x', kLimit + 1)).substr(0, 4), {"broken 1009"}},
      {"as long as 63 bits can say", std::string("\x82\x7f\x7f\xff\xff\xff\xff\xff\xff\xff", 10), {"broken 1009"}},
      {"as long as 64 bits can say", std::string("\x82\x7f\xff\xff\xff\xff\xff\xff\xff\xff", 10), {"broken 1009"}},
      {"as long as may be, in fragments",
       server_frame(kTextBegins, text('x', kLimit - 1)) + server_frame(kEnds, "y"),
       {"text " + text('x', kLimit - 1) + "y"}},
      {"too long in fragments",
       server_frame(kTextBegins, text('x', kLimit - 1)) + server_frame(kEnds, "yz"),
       {"broken 1009"}},
      {"a fragment of all there is",
       server_frame(kBinaryBegins, "x") + std::string("\x80\x7f\xff\xff\xff\xff\xff\xff\xff\xff", 10),
       {"broken 1009"}},

      {"a close", close_frame(1000, "bye") + server_frame(kText, "too late"), {"close 1000 bye"}},
      {"a close without a code", server_frame(kClose, ""), {"close 1005 "}},
      {"a close with half a code", server_frame(kClose, "\x03"), {"broken 1002"}},
      {"a close whose reason is no UTF-8", close_frame(1000, "\xff"), {"broken 1002"}},
      {"a close whose reason ends too soon", close_frame(1000, "\xe2\x82"), {"broken 1002"}},

      {"characters cut by fragments",
       server_frame(kTextBegins, "\xf0\x9f") + server_frame(kGoesOn, "\x92") +
           server_frame(kEnds, "\xa1\xe2\x82\xac"),
       {"text \xf0\x9f\x92\xa1\xe2\x82\xac"}},
      {"no UTF-8 in a fragment", server_frame(kTextBegins, "ok\xff"), {"broken 1007"}},
      {"no UTF-8 in a later one",
       server_frame(kTextBegins, "ok") + server_frame(kEnds, "\xc0\x80"),
       {"broken 1007"}},
      {"a character that nothing can complete", server_frame(kTextBegins, "\xed\xa0"), {"broken 1007"}},
      {"fragments that end within a character",
       server_frame(kTextBegins, "\xe2") + server_frame(kEnds, "\x82"),
       {"broken 1007"}},
      {"an empty last fragment within a character",
       server_frame(kTextBegins, "\xe2\x82") + server_frame(kEnds, ""),
       {"broken 1007"}},
      {"a new text after a cut binary",
       server_frame(kBinaryBegins, "\xe2") + server_frame(kEnds, "") + server_frame(kTextBegins, "a") +
           server_frame(kEnds, "b"),
       {"binary \xe2", "text ab"}},
  };
  return all;
}

TEST(FrameReader, hears_what_rfc_6455_says_however_it_is_cut) {
  for (const Case& c : cases()) {
    EXPECT_EQ(test::heard_by_reader(c.bytes, kLimit, test::all_at_once()), c.heard) << c.what;
    for (const std::size_t n : {1U, 2U, 3U, 7U})
      EXPECT_EQ(test::heard_by_reader(c.bytes, kLimit, test::pieces_of(n)), c.heard) << c.what << " by " << n;
  }
}

TEST(FrameReader, hears_what_beast_hears) {
  for (const Case& c : cases()) {
    for (const std::size_t n : {std::size_t{1}, std::size_t{5}, std::string::npos})
      EXPECT_EQ(test::differs_from_beast(c.bytes, kLimit, test::pieces_of(n)), "") << c.what << " by " << n;
  }
}

TEST(FrameReader, takes_the_close_codes_that_beast_takes) {
  for (unsigned code = 0; code < 65536; code += code < 5010 ? 1 : 997) {
    const Heard heard = test::heard_by_reader(close_frame(code), kLimit, test::all_at_once());
    const bool registered =
        (code >= 1000 && code <= 1013 && code != 1004 && code != 1005 && code != 1006) || code >= 3000;
    EXPECT_EQ(heard, Heard{registered ? "close " + std::to_string(code) + " " : "broken 1002"});
    if (code % 50 != 0 && (code < 1000 || code > 1020)) continue;
    EXPECT_EQ(test::differs_from_beast(close_frame(code), kLimit, test::all_at_once()), "");
  }
}

TEST(FrameReader, tells_utf_8_as_beast_does_at_the_borders) {
  for (const int first : {0x7F, 0x80, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1, 0xEC,
                          0xED, 0xEE, 0xEF, 0xF0, 0xF1, 0xF3, 0xF4, 0xF5, 0xF8, 0xFF}) {
    for (const int second : {0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0}) {
      const std::string bytes{static_cast<char>(first), static_cast<char>(second)};
      const std::string frames = server_frame(kTextBegins, bytes) + server_frame(kEnds, "\x80\x80z");
      ASSERT_EQ(test::differs_from_beast(frames, 8, test::all_at_once()), "") << first << " " << second;
    }
  }
}

/// One of everything that may follow each other.
std::string long_script() {
  std::string bytes = server_frame(kText, "first") + server_frame(kText, "") + server_frame(kPing, "ping");
  bytes += server_frame(kTextBegins, "frag") + server_frame(kPing, "between") + server_frame(kGoesOn, "");
  bytes += server_frame(kGoesOn, "men\xc3") + server_frame(kPong, "") + server_frame(kEnds, "\xa4");
  bytes += server_frame(kBinary, text('\xee', 200)) + server_frame(kTextBegins, text('y', 130));
  bytes += server_frame(kEnds, text('z', 126)) + server_frame(kText, "last") + close_frame(1001, "going");
  return bytes;
}

TEST(FrameReader, hears_the_same_from_every_cut_in_two) {
  const std::string bytes = long_script();
  const Heard whole = test::heard_by_reader(bytes, kLimit, test::all_at_once());
  ASSERT_EQ(whole.size(), 10u);
  EXPECT_EQ(whole[4], "pong ");
  EXPECT_EQ(whole[5], "text fragmen\xc3\xa4");
  EXPECT_EQ(test::differs_from_beast(bytes, kLimit, test::pieces_of(1)), "");
  for (std::size_t cut = 1; cut < bytes.size(); ++cut) {
    bool first = true;
    const auto in_two = [&] { return std::exchange(first, false) ? cut : bytes.size(); };
    ASSERT_EQ(test::heard_by_reader(bytes, kLimit, in_two), whole) << "cut at " << cut;
  }
}

TEST(FrameReader, says_broken_again_and_again_and_nothing_after_a_close) {
  for (const auto& [bytes, kind] : std::vector<std::pair<std::string, WsWord::Kind>>{
           {server_frame(0x83, ""), WsWord::Kind::broken}, {close_frame(1000), WsWord::Kind::none}}) {
    FrameReader reader(kLimit);
    const std::string more = bytes + server_frame(kText, "later") + server_frame(kPing, "later");
    more.copy(reader.prepare().data(), more.size());
    reader.commit(more.size());
    reader.next();
    for (int i = 0; i < 3; ++i) EXPECT_EQ(reader.next().kind, kind);
  }
}

// ---- the buffer ------------------------------------------------------------------------------------------------

/// Gives the reader bytes as a socket would, as many as it has room for, and counts the messages and their bytes.
struct Fed {
  explicit Fed(std::size_t limit) : reader(limit) {}

  void read(std::string_view bytes) {
    while (!bytes.empty()) {
      const auto room = reader.prepare();
      const std::size_t n = bytes.copy(room.data(), room.size());
      bytes.remove_prefix(n);
      reader.commit(n);
      most = std::max(most, reader.capacity());
      for (auto word = reader.next(); word.kind != WsWord::Kind::none; word = reader.next()) {
        broken = broken || word.kind == WsWord::Kind::broken;
        if (broken) return;
        ++messages;
        size = word.bytes.size();
        right = right && word.bytes.find_first_not_of(word.bytes.substr(0, 1)) == std::string_view::npos;
      }
    }
  }

  FrameReader reader;
  std::size_t messages = 0, size = 0, most = 0;
  bool broken = false, right = true;
};

TEST(FrameReader, grows_for_a_large_message_and_shrinks_after_a_while) {
  constexpr std::size_t kLarge = 3 << 20;
  for (const bool fragmented : {false, true}) {
    Fed fed(kLarge);
    std::string large = server_frame(kText, text('x', kLarge));
    if (fragmented) {
      large = server_frame(kTextBegins, text('x', 1000));
      for (std::size_t at = 1000; at < kLarge; at += 1000)
        large += server_frame(at + 1000 < kLarge ? kGoesOn : kEnds,
                              text('x', std::min<std::size_t>(1000, kLarge - at)));
    }
    fed.read(large);
    EXPECT_EQ(fed.messages, 1u);
    EXPECT_EQ(fed.size, kLarge);
    EXPECT_TRUE(fed.right);
    EXPECT_GE(fed.most, kLarge);
    EXPECT_LE(fed.most, kLarge + FrameReader::kRead + 100);
    for (int i = 0; i < FrameReader::kCalm / 2; ++i) fed.read(server_frame(kText, "sssss"));
    EXPECT_GE(fed.reader.capacity(), kLarge) << "the next large one is likely";
    for (int i = 0; i < FrameReader::kCalm; ++i) fed.read(server_frame(kText, "sssss"));
    EXPECT_EQ(fed.reader.capacity(), FrameReader::kBuffer);
    fed.read(server_frame(kText, text('y', kLarge)));
    EXPECT_EQ(fed.size, kLarge);
    EXPECT_TRUE(fed.right);
  }
}

TEST(FrameReader, takes_no_memory_on_a_servers_word_alone) {
  Fed fed(kLimit);
  fed.read(server_frame(kText, text('x', kLimit + 1)));
  EXPECT_TRUE(fed.broken);
  EXPECT_EQ(fed.most, FrameReader::kBuffer);
}

TEST(FrameReader, allocates_nothing_while_messages_stream) {
  for (const std::size_t size : {1U, 210U, 2'000U, 20'000U}) {
    Fed fed(16 << 20);
    std::string stream;
    while (stream.size() < 1 << 18) {
      stream += server_frame(kText, text('x', size));
      if (stream.size() % 11 == 0) stream += server_frame(kTextBegins, "x") + server_frame(kEnds, text('x', size));
    }
    const auto before = test::heap_calls();
    for (int i = 0; i < 4; ++i) fed.read(stream);
    EXPECT_EQ(test::heap_calls(), before) << size;
    EXPECT_TRUE(fed.right);
    EXPECT_GT(fed.messages, 40u);
  }
}

}  // namespace
}  // namespace tickbard
