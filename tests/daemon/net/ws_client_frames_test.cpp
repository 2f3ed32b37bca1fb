// What WsClient makes of frames that no sound server sends, or of many that come at once: byte by byte on the
// wire.
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>

#include "daemon/net/spin_readers.hpp"
#include "daemon/net/ws_client.hpp"
#include "daemon/runtime/clock.hpp"
#include "daemon/runtime/named_thread.hpp"
#include "tests/support/heap_use.hpp"
#include "tests/support/server_frames.hpp"

namespace tickbard {
namespace {

using test::server_frame;
using Tcp = boost::asio::ip::tcp;

/// Takes one connection, agrees to the upgrade, says `bytes` in the same breath, and listens until the client
/// hangs up.
class BareServer {
 public:
  explicit BareServer(std::string bytes) : bytes_(std::move(bytes)), thread_("bare", [this] { run(); }) {}
  std::string url() const { return "ws://127.0.0.1:" + std::to_string(acceptor_.local_endpoint().port()); }

  /// What the client sent after the upgrade, frame by frame and unmasked; call it after the client's end.
  std::vector<std::string> heard() {
    thread_.join();
    std::vector<std::string> frames;
    for (std::string_view rest = heard_; rest.size() >= 6;) {  // all that a client says here is short
      const std::size_t size = static_cast<unsigned char>(rest[1]) & 0x7FU;
      std::string payload(rest.substr(6, size));
      for (std::size_t i = 0; i < payload.size(); ++i)
        payload[i] = static_cast<char>(payload[i] ^ rest[2 + i % 4]);
      frames.push_back(server_frame(static_cast<unsigned char>(rest[0]), payload));
      rest.remove_prefix(std::min(rest.size(), 6 + size));
    }
    return frames;
  }

 private:
  void run() {
    boost::system::error_code error;
    Tcp::socket socket = acceptor_.accept(error);
    std::string request;
    boost::asio::read_until(socket, boost::asio::dynamic_buffer(request), "\r\n\r\n", error);
    boost::asio::write(socket, boost::asio::buffer(test::upgrade_answer(request) + bytes_), error);
    boost::asio::read(socket, boost::asio::dynamic_buffer(heard_), error);
  }

  std::string bytes_, heard_;
  boost::asio::io_context io_{1};
  Tcp::acceptor acceptor_{io_, Tcp::endpoint(boost::asio::ip::address_v4::loopback(), 0)};
  NamedThread thread_;
};

/// Waited for, or tried by a thread that never sleeps.
enum class Reading : std::uint8_t { waited_for, tried };

struct Listener {
  Listener(const std::string& url, Reading reading) {
    WsClientOptions options;
    options.url = Url::parse(url).value();
    if (reading == Reading::tried) options.spin = &tried;
    WsClientHandlers on;
    on.on_message = [this](std::string_view m) {
      ++messages;
      bytes += m.size();
      if (at_message) at_message(m);
    };
    on.on_caught_up = [this] { ++batches; };
    on.on_control = [this] { ++controls; };
    on.on_end = [this](const WsEnd& e) { end = e; };
    client = std::make_unique<WsClient>(io, std::move(options), std::move(on));
    client->start();
  }

  template <class F>
  bool run_until(F&& f) {
    const auto limit = mono_now() + std::chrono::seconds(20);
    while (!f() && mono_now() < limit) {
      if (io.stopped()) io.restart();
      tried.empty() ? void(io.run_one_for(std::chrono::milliseconds(100))) : try_once();
    }
    return f();
  }
  void try_once() {
    tried.turn_once([this] { return io.poll() != 0; });
  }
  bool run_to_end() {
    return run_until([this] { return end.has_value(); });
  }

  SpinReaders tried;
  boost::asio::io_context io{1};
  std::unique_ptr<WsClient> client;
  std::function<void(std::string_view)> at_message;
  std::size_t messages = 0, bytes = 0, batches = 0, controls = 0;
  std::optional<WsEnd> end;
};

std::string many(std::size_t count, std::size_t size = 40) {
  std::string bytes;
  for (std::size_t i = 0; i < count; ++i) bytes += server_frame(0x81, std::string(size, 'x'));
  return bytes;
}

class WsClientFrames : public ::testing::TestWithParam<Reading> {};
INSTANTIATE_TEST_SUITE_P(Reading, WsClientFrames, ::testing::Values(Reading::waited_for, Reading::tried));

TEST_P(WsClientFrames, what_comes_right_behind_the_upgrade_is_read) {
  BareServer server(many(100) + test::close_frame(1001, "that was all"));
  Listener client(server.url(), GetParam());
  ASSERT_TRUE(client.run_to_end());
  EXPECT_EQ(client.messages, 100u);
  EXPECT_LE(client.batches, 10u) << "many messages with one read";
  EXPECT_EQ(client.end->close_code, 1001);
  EXPECT_EQ(client.end->close_text, "that was all");
  EXPECT_EQ(server.heard(), std::vector<std::string>{test::close_frame(1001)})
      << "a close is answered with its code";
}

TEST_P(WsClientFrames, its_own_handler_may_destroy_it) {
  BareServer server(many(100));
  Listener client(server.url(), GetParam());
  client.at_message = [&](std::string_view) { client.client.reset(); };
  ASSERT_TRUE(client.run_until([&] { return client.client == nullptr; }));
  for (int i = 0; i != 10; ++i) client.try_once();
  EXPECT_TRUE(client.tried.empty());
  EXPECT_EQ(client.messages, 1u);
  EXPECT_FALSE(client.end.has_value());
}

TEST_P(WsClientFrames, a_broken_protocol_is_said_to_both_sides) {
  struct Case {
    std::string bytes;
    unsigned code, sent;
    const char* says;
  };
  const std::vector<Case> cases{
      {server_frame(0x81, "abcdx", 0x80), 1002, 1002, "masked"},
      {server_frame(0x83, ""), 1002, 1002, "reserved opcode"},
      {server_frame(0x01, "\xff"), 1002, 1007, "UTF-8"},
      {std::string("\x82\x7f\x7f\xff\xff\xff\xff\xff\xff\xff", 10), 1009, 1009, "16777216"},
  };
  for (const Case& c : cases) {
    BareServer server(many(3) + c.bytes + many(3));
    Listener client(server.url(), GetParam());
    ASSERT_TRUE(client.run_to_end());
    EXPECT_EQ(client.messages, 3u);
    EXPECT_EQ(client.end->kind, WsEndKind::closed);
    EXPECT_EQ(client.end->close_code, c.code);
    EXPECT_NE(client.end->sentence.find(c.says), std::string::npos) << client.end->sentence;
    EXPECT_TRUE(client.end->deaf_since);
    EXPECT_EQ(server.heard(), std::vector<std::string>{test::close_frame(c.sent)});
  }
}

TEST_P(WsClientFrames, pings_within_a_message_are_answered_the_newest_for_all) {
  std::string bytes = server_frame(0x01, "a");
  for (int i = 0; i < 1000; ++i) bytes += server_frame(0x89, "ping " + std::to_string(i));
  BareServer server(bytes + server_frame(0x80, "b") + test::close_frame(1000));
  Listener client(server.url(), GetParam());
  ASSERT_TRUE(client.run_to_end());
  EXPECT_EQ(client.messages, 1u);
  EXPECT_EQ(client.controls, 1000u);
  const auto heard = server.heard();
  ASSERT_GE(heard.size(), 2u);
  EXPECT_LT(heard.size(), 100u);
  EXPECT_EQ(heard.back(), test::close_frame(1000));
}

TEST_P(WsClientFrames, a_pause_holds_between_messages_of_one_read) {
  BareServer server(many(10));
  Listener client(server.url(), GetParam());
  client.at_message = [&](std::string_view) {
    if (client.messages % 4 == 0) client.client->pause_reading();
  };
  for (const std::size_t stop : {4u, 8u}) {
    ASSERT_TRUE(client.run_until([&] { return client.messages == stop; }));
    for (int i = 0; i < 20; ++i) client.io.poll();
    EXPECT_EQ(client.messages, stop);
    client.client->resume_reading();
    EXPECT_EQ(client.messages, stop) << "never within the call";
  }
  EXPECT_TRUE(client.run_until([&] { return client.messages == 10; }));
}

TEST_P(WsClientFrames, allocates_nothing_while_messages_stream) {
  constexpr std::size_t kMessages = 20'000;
  BareServer server(many(kMessages, 210));
  Listener client(server.url(), GetParam());
  std::optional<std::size_t> before, after;
  client.at_message = [&](std::string_view) {
    if (client.messages == kMessages / 4) before = test::heap_calls();
    if (client.messages == kMessages) after = test::heap_calls();
  };
  ASSERT_TRUE(client.run_until([&] { return client.messages == kMessages; }));
  EXPECT_EQ(client.bytes, kMessages * 210);
  EXPECT_EQ(before, after);
}

}  // namespace
}  // namespace tickbard
