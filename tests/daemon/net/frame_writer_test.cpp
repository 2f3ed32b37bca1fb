#include "daemon/net/frame_writer.hpp"

#include "tests/support/server_frames.hpp"

namespace tickbard {
namespace {

using net::FrameOpcode;
using net::FrameWriter;

/// What a server reads out of a client's frame.
std::string unmasked(std::string_view frame) {
  const auto second = static_cast<unsigned char>(frame[1]);
  EXPECT_NE(second & 0x80U, 0U) << "a client masks";
  const std::size_t more = (second & 0x7FU) == 126 ? 2 : (second & 0x7FU) == 127 ? 8 : 0;
  const std::string_view key = frame.substr(2 + more, 4);
  std::string out(frame.substr(0, 2 + more));
  out[1] = static_cast<char>(second & 0x7FU);
  for (std::size_t i = 0; i < frame.size() - 6 - more; ++i)
    out += static_cast<char>(frame[6 + more + i] ^ key[i % 4]);
  return out;
}

TEST(FrameWriter, masks_as_rfc_6455_shows_it) {
  EXPECT_EQ(net::client_frame(FrameOpcode::text, "Hello", 0x37fa213d),
            std::string("\x81\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58"));
}

TEST(FrameWriter, says_every_length_as_short_as_it_can) {
  for (const std::size_t size : {0U, 1U, 125U, 126U, 65535U, 65536U, 100'000U}) {
    const std::string text(size, 'x');
    EXPECT_EQ(unmasked(net::client_frame(FrameOpcode::text, text, 0x01020304)), test::server_frame(0x81, text));
  }
}

TEST(FrameWriter, gives_what_was_said_in_order_each_under_a_mask_of_its_own) {
  FrameWriter writer;
  writer.text("one");
  writer.ping();
  writer.text("one");
  const std::string first(writer.next());
  EXPECT_EQ(unmasked(first), test::server_frame(0x81, "one"));
  EXPECT_EQ(unmasked(writer.next()), test::server_frame(0x89, ""));
  EXPECT_NE(writer.next(), first);
  EXPECT_TRUE(writer.next().empty());
}

TEST(FrameWriter, answers_the_newest_ping_and_that_first) {
  FrameWriter writer;
  writer.text("text");
  for (int i = 0; i < 1000; ++i) writer.pong("ping " + std::to_string(i));
  EXPECT_EQ(unmasked(writer.next()), test::server_frame(0x8A, "ping 999"));
  EXPECT_EQ(unmasked(writer.next()), test::server_frame(0x81, "text"));
  EXPECT_TRUE(writer.next().empty());
}

TEST(FrameWriter, says_nothing_after_goodbye) {
  FrameWriter writer;
  writer.text("before");
  writer.close(1000);
  writer.text("after");
  writer.ping();
  writer.pong("after");
  writer.close(1002);
  EXPECT_EQ(unmasked(writer.next()), test::server_frame(0x81, "before"));
  EXPECT_FALSE(writer.closed());
  EXPECT_EQ(unmasked(writer.next()), test::close_frame(1000));
  EXPECT_TRUE(writer.closed());
  EXPECT_TRUE(writer.next().empty());
}

TEST(FrameWriter, forgets_what_was_not_given_yet) {
  FrameWriter writer;
  writer.text("one");
  writer.text("two");
  writer.pong("x");
  writer.forget();
  writer.close(1009);
  EXPECT_EQ(unmasked(writer.next()), test::close_frame(1009));
}

}  // namespace
}  // namespace tickbard
