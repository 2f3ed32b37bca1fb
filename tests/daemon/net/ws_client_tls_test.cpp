// WsClient over TLS where the server's end of it does what ours never would.
#include <boost/asio/io_context.hpp>

#include "daemon/net/spin_readers.hpp"
#include "daemon/net/tls.hpp"
#include "daemon/net/ws_client.hpp"
#include "daemon/runtime/clock.hpp"
#include "tests/daemon/net/tls_peer.hpp"
#include "tests/support/heap_use.hpp"
#include "tests/support/server_frames.hpp"

namespace tickbard {
namespace {

using test::server_frame;
using test::TlsPeer;

class WsClientTls : public ::testing::TestWithParam<bool> {
 protected:
  void start() {
    WsClientOptions options;
    options.url = Url::parse("wss://localhost:" + std::to_string(peer_->port())).value();
    options.tls = &trust_;
    options.connect_timeout = patience_;
    if (GetParam()) options.spin = &tried_;
    WsClientHandlers on;
    on.on_open = [this] { open_ = true; };
    on.on_message = [this](std::string_view m) {
      ++messages_;
      bytes_ += m.size();
      if (at_message_) at_message_();
    };
    on.on_end = [this](const WsEnd& e) { end_ = e; };
    client_ = std::make_unique<WsClient>(io_, std::move(options), std::move(on));
    client_->start();
  }

  template <class F>
  bool until(F&& so) {
    const auto limit = mono_now() + std::chrono::seconds(20);
    while (!so() && mono_now() < limit) turn();
    return so();
  }

  void turn() {
    io_.restart();
    tried_.turn_once([this] { return io_.poll() != 0; });
    peer_->listen();
    if (!silent_) peer_->send();
  }

  /// Up to the server's agreement to the upgrade, and what it says with it.
  void open(const std::string& frames) {
    start();
    ASSERT_TRUE(until([&] { return peer_->heard().ends_with("\r\n\r\n"); }));
    peer_->say(test::upgrade_answer(peer_->heard()) + frames);
  }

  std::string origin() const { return "wss://localhost:" + std::to_string(peer_->port()); }

  std::chrono::nanoseconds patience_ = std::chrono::seconds{10};
  test::TemporaryFolder folder_;
  test::TestCertificate certificate_ = test::make_certificate(folder_.path(), "good");
  TlsContext trust_ = TlsContext::client(certificate_.chain).value();
  std::optional<TlsPeer> peer_{std::in_place, certificate_};
  SpinReaders tried_;
  boost::asio::io_context io_{1};
  std::unique_ptr<WsClient> client_;
  std::function<void()> at_message_;
  bool open_ = false;
  bool silent_ = false;  // the peer
  std::size_t messages_ = 0, bytes_ = 0;
  std::optional<WsEnd> end_;
};

INSTANTIATE_TEST_SUITE_P(Spinning, WsClientTls, ::testing::Bool());

TEST_P(WsClientTls, an_end_without_goodbye_is_said_as_one) {
  open(server_frame(0x81, "all of it") + "\x81");
  ASSERT_TRUE(until([&] { return messages_ == 1; }));
  peer_->hang_up();
  ASSERT_TRUE(until([&] { return end_.has_value(); }));
  EXPECT_EQ(end_->kind, WsEndKind::closed);
  EXPECT_EQ(end_->close_code, 1006);
  EXPECT_EQ(end_->sentence, "the connection to " + origin() + " was cut off (stream truncated)");
}

TEST_P(WsClientTls, an_end_with_tls_goodbye_only_is_said_as_one) {
  open("");
  ASSERT_TRUE(until([&] { return open_; }));
  SSL_shutdown(peer_->ssl());
  ASSERT_TRUE(until([&] { return end_.has_value(); }));
  EXPECT_EQ(end_->sentence, "the connection to " + origin() + " was cut off (End of file)");
}

TEST_P(WsClientTls, a_reset_is_said_as_one) {
  open("");
  ASSERT_TRUE(until([&] { return open_; }));
  peer_->hang_up(true);
  ASSERT_TRUE(until([&] { return end_.has_value(); }));
  EXPECT_EQ(end_->sentence, "the connection to " + origin() + " was cut off (Connection reset by peer)");
}

TEST_P(WsClientTls, a_spoilt_record_is_said_as_one) {
  open("");
  ASSERT_TRUE(until([&] { return open_; }));
  peer_->say(server_frame(0x81, "spoilt"));
  peer_->out().back() = static_cast<char>(peer_->out().back() ^ 1);
  ASSERT_TRUE(until([&] { return end_.has_value(); }));
  EXPECT_EQ(messages_, 0u);
  EXPECT_EQ(end_->sentence,
            "the connection to " + origin() + " was cut off (decryption failed or bad record mac (SSL routines))");
}

TEST_P(WsClientTls, an_end_within_the_handshake) {
  silent_ = true;
  start();
  ASSERT_TRUE(until([&] { return peer_->out().size() > 10; }));
  peer_->send(10);
  peer_->hang_up();
  ASSERT_TRUE(until([&] { return end_.has_value(); }));
  EXPECT_EQ(end_->kind, WsEndKind::tls_failed);
  EXPECT_EQ(end_->sentence, "the TLS handshake with " + origin() +
                                " failed (stream truncated): check that this port speaks TLS (else the url starts "
                                "with ws://)");
}

TEST_P(WsClientTls, no_tls_at_all) {
  silent_ = true;
  start();
  ASSERT_TRUE(until([&] { return !peer_->out().empty(); }));
  peer_->out() = "HTTP/1.1 400 Bad Request\r\n\r\n";
  silent_ = false;
  ASSERT_TRUE(until([&] { return end_.has_value(); }));
  EXPECT_EQ(end_->sentence, "the TLS handshake with " + origin() +
                                " failed (wrong version number (SSL routines)): check that this port speaks TLS "
                                "(else the url starts with ws://)");
}

TEST_P(WsClientTls, a_server_that_refuses_says_why) {
  peer_.emplace(certificate_, TLS1_VERSION);
  start();
  ASSERT_TRUE(until([&] { return end_.has_value(); }));
  EXPECT_EQ(end_->kind, WsEndKind::tls_failed);
  EXPECT_EQ(end_->sentence,
            origin() +
                " refused the TLS handshake (tlsv1 alert protocol version (SSL routines)): check the url's "
                "host name, and whether the server wants a certificate of its clients or a version of TLS "
                "that this machine's OpenSSL does not allow");
}

TEST_P(WsClientTls, a_server_that_is_mute_in_the_handshake_is_not_one_that_cannot_be_reached) {
  patience_ = std::chrono::seconds{1};
  silent_ = true;
  start();
  ASSERT_TRUE(until([&] { return end_.has_value(); }));
  EXPECT_EQ(end_->sentence, origin() +
                                " took the connection and did not end the TLS handshake within 1000 ms: check "
                                "that this port speaks TLS (else the url starts with ws://)");
}

TEST_P(WsClientTls, nor_one_that_never_answers_the_request) {
  patience_ = std::chrono::seconds{1};
  start();
  ASSERT_TRUE(until([&] { return end_.has_value(); }));
  EXPECT_TRUE(peer_->heard().ends_with("\r\n\r\n"));
  EXPECT_EQ(end_->sentence, origin() +
                                " took the connection and did not answer the websocket request within 1000 ms: "
                                "check the url's scheme, port and path; or the server is overloaded");
}

TEST_P(WsClientTls, the_last_word_is_heard_where_ours_no_longer_arrives) {
  open("");
  ASSERT_TRUE(until([&] { return open_; }));
  peer_->say(test::close_frame(1008, "enough"));
  while (peer_->send()) {
  }
  peer_->hang_up();
  client_->send("are you there?");
  ASSERT_TRUE(until([&] { return end_.has_value(); }));
  EXPECT_EQ(end_->close_code, 1008);
  EXPECT_EQ(end_->close_text, "enough");
}

TEST_P(WsClientTls, may_be_destroyed_at_any_point_of_its_beginning) {
  for (int steps = 0; steps < 60; ++steps) {
    peer_.emplace(certificate_);
    silent_ = true;
    start();
    ASSERT_TRUE(until([&] { return !peer_->out().empty(); }));
    for (int i = 0; i < steps; ++i) {
      peer_->send(100);
      io_.restart();
      io_.poll_one();
      peer_->listen();
    }
    client_.reset();
    silent_ = false;
    turn();
  }
  EXPECT_TRUE(peer_->heard().ends_with("\r\n\r\n")) << "the last ones got as far as the upgrade";
}

TEST_P(WsClientTls, allocates_nothing_while_messages_stream) {
  constexpr std::size_t kMessages = 20'000;
  std::optional<std::size_t> before, after;
  at_message_ = [&] {
    if (messages_ == kMessages / 4) before = test::heap_calls();
    if (messages_ == kMessages) after = test::heap_calls();
  };
  std::string many;
  for (std::size_t i = 0; i < kMessages; ++i) many += server_frame(0x81, std::string(210, 'x'));
  open(many);
  ASSERT_TRUE(until([&] { return messages_ == kMessages; }));
  EXPECT_EQ(bytes_, kMessages * 210);
  EXPECT_EQ(before, after);
}

}  // namespace
}  // namespace tickbard
