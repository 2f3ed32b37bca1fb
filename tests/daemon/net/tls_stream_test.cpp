// TlsStream against OpenSSL's other end, on one thread: which bytes are on the socket is the test's to say.
#include "daemon/net/tls_stream.hpp"

#include <gmock/gmock.h>

#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/write.hpp>
#include <csignal>
#include <utility>

#include "daemon/net/tls.hpp"
#include "daemon/runtime/clock.hpp"
#include "tests/daemon/net/tls_peer.hpp"
#include "tests/support/heap_use.hpp"

namespace tickbard {
namespace {

using net::TlsStream;
using test::TlsPeer;
using Error = boost::system::error_code;

/// Each byte another than its neighbours, so that a lost or doubled one shows.
std::string text_of(std::size_t size) {
  std::string text(size, ' ');
  for (std::size_t i = 0; i < size; ++i) text[i] = static_cast<char>(i % 251 + i / 251 % 5);
  return text;
}

class TlsStreamTest : public ::testing::Test {
 protected:
  /// The client's handshake begins; the peer's part of it is pumped by until().
  void meet(int newest = TLS1_3_VERSION) {
    leave();
    peer_ = std::make_unique<TlsPeer>(certificate_, newest);
    stream_ = std::make_unique<TlsStream>(net::Socket(io_.get_executor()), trust_.context());
    stream_->lowest_layer().connect({boost::asio::ip::address_v4::loopback(), peer_->port()});
    stream_->async_handshake([this](Error error) { shaken_ = error; });
  }

  /// Its operations end before the stream does.
  void leave() {
    if (stream_ == nullptr) return;
    stream_->lowest_layer().close();
    turn_client();
    heard_.clear();
    reads_ = 0;
    shaken_ = read_end_ = written_ = std::nullopt;
  }

  void shake_hands(int newest = TLS1_3_VERSION) {
    meet(newest);
    ASSERT_TRUE(until([&] { return shaken_.has_value() && SSL_is_init_finished(peer_->ssl()) == 1; }));
    ASSERT_FALSE(*shaken_) << shaken_->message();
  }

  void send_all() {
    while (peer_->send()) {
    }
  }

  /// Both ends in the middle of a renegotiation that the peer began, when half of its part is here.
  template <class F>
  void halfway_through_another_handshake(F&& then) {
    shake_hands(TLS1_2_VERSION);
    peer_->say("first");
    SSL_renegotiate(peer_->ssl());
    SSL_do_handshake(peer_->ssl());
    send_all();
    room_.resize(64 << 10);
    stream_->async_read_some(boost::asio::buffer(room_), [this, then](Error, std::size_t n) {
      EXPECT_EQ(n, 5u);
      peer_->listen();
      peer_->send(peer_->out().size() / 2);
      then();
    });
  }

  /// Reads for ever, `room` at a time, until an error.
  void read_on(std::size_t room = 64 << 10) {
    room_.resize(room);
    stream_->async_read_some(boost::asio::buffer(room_), [this](Error error, std::size_t n) {
      heard_.append(room_.data(), n);
      if (n != 0) ++reads_;
      if (error) {
        read_end_ = error;
      } else {
        read_on(room_.size());
      }
    });
  }

  void write(std::string text) {
    sent_ = std::move(text);
    boost::asio::async_write(*stream_, boost::asio::buffer(sent_), [this](Error error, std::size_t n) {
      written_ = error;
      written_bytes_ = n;
    });
  }

  void turn_client() {
    io_.restart();
    io_.poll();
  }

  /// Turns both ends.
  template <class F>
  bool until(F&& so) {
    const auto limit = mono_now() + std::chrono::seconds(20);
    while (!so() && mono_now() < limit) {
      turn_client();
      peer_->listen();
      peer_->send();
    }
    return so();
  }

  test::TemporaryFolder folder_;
  test::TestCertificate certificate_ = test::make_certificate(folder_.path(), "good");
  TlsContext trust_ = TlsContext::client(certificate_.chain).value();
  boost::asio::io_context io_{1};
  std::unique_ptr<TlsPeer> peer_;
  std::unique_ptr<TlsStream> stream_;
  std::string room_, heard_, sent_;
  std::size_t reads_ = 0, written_bytes_ = 0;
  std::optional<Error> shaken_, read_end_, written_;
};

constexpr std::size_t kSizes[] = {1, 2, 210, 4096, 4097, 16384, 16384, 100, 40000};

TEST_F(TlsStreamTest, records_of_every_size_come_whole_and_many_with_a_read) {
  for (const std::size_t room : {std::size_t{64 << 10}, std::size_t{5000}, std::size_t{1}}) {
    shake_hands();
    std::string said;
    for (const std::size_t size : kSizes) {
      const std::string text = text_of(size);
      peer_->say(text);
      said += text;
    }
    send_all();
    read_on(room);
    ASSERT_TRUE(until([&] { return heard_.size() >= said.size(); }));
    EXPECT_TRUE(heard_ == said) << "room for " << room;
    if (room == 64 << 10) {
      EXPECT_LE(reads_, 4u);
    }
  }
}

TEST_F(TlsStreamTest, a_record_may_be_cut_at_every_byte) {
  shake_hands();
  read_on();
  std::string said;
  const std::string text = text_of(210);
  for (std::size_t cut = 1;; ++cut) {
    for (int i = 0; i < 3; ++i) peer_->say(text);
    if (cut >= peer_->out().size()) break;
    peer_->send(cut);
    turn_client();
    send_all();
    for (int i = 0; i < 3; ++i) said += text;
    ASSERT_TRUE(until([&] { return heard_.size() >= said.size(); })) << cut;
    ASSERT_TRUE(heard_ == said) << cut;
  }
  EXPECT_GT(said.size(), 3u * 3 * 210 * 210);
}

TEST_F(TlsStreamTest, the_handshake_may_come_byte_by_byte) {
  meet();
  ASSERT_TRUE(until([&] {
    turn_client();
    peer_->listen();
    for (peer_->send(1); peer_->send(1);) turn_client();
    return shaken_.has_value() && SSL_is_init_finished(peer_->ssl()) == 1;
  }));
  EXPECT_FALSE(*shaken_) << shaken_->message();
}

TEST_F(TlsStreamTest, keys_may_change_under_way) {
  shake_hands();
  read_on();
  std::string said;
  for (const int kind : {SSL_KEY_UPDATE_NOT_REQUESTED, SSL_KEY_UPDATE_REQUESTED, SSL_KEY_UPDATE_REQUESTED}) {
    peer_->say("before ");
    ASSERT_EQ(SSL_key_update(peer_->ssl(), kind), 1);
    ASSERT_EQ(SSL_do_handshake(peer_->ssl()), 1);
    peer_->say("after ");
    said += "before after ";
    ASSERT_TRUE(until([&] { return heard_ == said; })) << heard_;
    const std::size_t so_far = peer_->heard().size();
    write("answer");
    ASSERT_TRUE(until([&] { return peer_->heard().size() == so_far + 6; }));
  }
}

TEST_F(TlsStreamTest, a_server_of_tls_1_2_may_shake_hands_again) {
  shake_hands(TLS1_2_VERSION);
  read_on();
  peer_->say("before ");
  SSL_renegotiate(peer_->ssl());
  SSL_do_handshake(peer_->ssl());
  ASSERT_TRUE(until([&] { return SSL_num_renegotiations(stream_->native_handle()) == 1 && heard_ == "before "; }));
  ASSERT_TRUE(until(
      [&] { return SSL_is_init_finished(peer_->ssl()) == 1 && SSL_renegotiate_pending(peer_->ssl()) == 0; }));
  write("answer");
  peer_->say("after");
  EXPECT_TRUE(until([&] { return heard_ == "before after" && peer_->heard() == "answer"; })) << heard_;
}

TEST_F(TlsStreamTest, a_write_waits_for_the_handshake_that_a_read_began) {
  shake_hands(TLS1_2_VERSION);
  SSL_renegotiate(peer_->ssl());
  SSL_do_handshake(peer_->ssl());
  send_all();
  read_on();
  turn_client();  // its half of it is on the way
  write("answer");
  turn_client();
  EXPECT_FALSE(written_.has_value()) << "not before the new keys are there";
  EXPECT_TRUE(until([&] { return peer_->heard() == "answer" && written_.has_value(); }));
}

TEST_F(TlsStreamTest, what_asio_has_read_comes_before_what_it_has_not) {
  halfway_through_another_handshake([this] {
    read_on();
    EXPECT_EQ(stream_->lowest_layer().available(), 0u) << "it is read, and the stream does not know";
    send_all();
    EXPECT_GT(stream_->lowest_layer().available(), 0u);
    write("answer");  // looks for the rest of the handshake
  });
  EXPECT_TRUE(until([&] { return peer_->heard() == "answer" && written_.has_value(); }));
}

TEST_F(TlsStreamTest, a_try_leaves_alone_what_asio_is_reading) {
  halfway_through_another_handshake([this] {
    write("answer");  // looks for the handshake: Asio reads its first half
    EXPECT_EQ(stream_->lowest_layer().available(), 0u) << "it is read, and the stream does not know";
    send_all();
    const std::size_t rest = stream_->lowest_layer().available();
    Error error;
    std::vector<char> room(100);
    EXPECT_EQ(stream_->read_some(boost::asio::buffer(room), error), 0u);
    EXPECT_EQ(error, boost::asio::error::would_block);
    EXPECT_EQ(stream_->lowest_layer().available(), rest);
  });
  EXPECT_TRUE(until([&] { return peer_->heard() == "answer" && written_.has_value(); }));
}

TEST_F(TlsStreamTest, how_it_ends) {
  struct Case {
    bool goodbye;
    std::size_t cut;  // bytes of the last record that never come
    bool reset;
    Error end;
  };
  for (const Case& c : {Case{true, 0, false, boost::asio::error::eof},
                        Case{false, 0, false, boost::asio::ssl::error::stream_truncated},
                        Case{false, 1, false, boost::asio::ssl::error::stream_truncated},
                        Case{false, 0, true, boost::asio::error::connection_reset}}) {
    shake_hands();
    peer_->say("first");
    if (c.reset) {
      read_on();
      ASSERT_TRUE(until([&] { return heard_ == "first"; }));
    }
    if (c.goodbye) SSL_shutdown(peer_->ssl());
    if (c.cut != 0) peer_->say("last");
    for (std::size_t left = peer_->out().size() - c.cut; left > 0; left = peer_->out().size() - c.cut)
      peer_->send(left);
    peer_->hang_up(c.reset);
    if (!c.reset) read_on();
    ASSERT_TRUE(until([&] { return read_end_.has_value(); }));
    EXPECT_EQ(heard_, "first");
    EXPECT_EQ(read_end_->message(), c.end.message());
    read_end_.reset();
    read_on();
    turn_client();
    ASSERT_TRUE(read_end_.has_value()) << "and it stays at its end";
    EXPECT_EQ(read_end_->message(), c.end.message());
  }
}

TEST_F(TlsStreamTest, what_is_no_record_is_said_in_openssls_words) {
  for (const bool gone : {false, true}) {
    shake_hands();
    peer_->say("first");
    send_all();
    peer_->say("second");
    peer_->out().back() = static_cast<char>(peer_->out().back() ^ 1);
    send_all();
    if (gone) stream_->lowest_layer().shutdown(net::Socket::shutdown_send);  // no alert goes out any more
    read_on();
    ASSERT_TRUE(until([&] { return read_end_.has_value(); }));
    EXPECT_EQ(heard_, "first");
    EXPECT_THAT(read_end_->message(), ::testing::HasSubstr("decryption failed or bad record mac"));
  }
}

TEST_F(TlsStreamTest, closing_ends_what_waits) {
  shake_hands();
  read_on();
  write(text_of(64 << 20));
  turn_client();
  EXPECT_FALSE(written_.has_value()) << "more than fits, and nobody reads";
  EXPECT_FALSE(read_end_.has_value());
  stream_->lowest_layer().close();
  turn_client();
  ASSERT_TRUE(written_.has_value());
  ASSERT_TRUE(read_end_.has_value());
  EXPECT_EQ(*written_, boost::asio::error::operation_aborted);
  EXPECT_EQ(*read_end_, boost::asio::error::operation_aborted);
}

TEST_F(TlsStreamTest, much_goes_both_ways_at_once) {
  shake_hands();
  const std::string all = text_of(16 << 20);
  read_on();
  write(all);
  peer_->say(all);
  ASSERT_TRUE(until(
      [&] { return written_.has_value() && heard_.size() >= all.size() && peer_->heard().size() >= all.size(); }));
  EXPECT_FALSE(*written_);
  EXPECT_EQ(written_bytes_, all.size());
  EXPECT_TRUE(heard_ == all);
  EXPECT_TRUE(peer_->heard() == all);
}

TEST_F(TlsStreamTest, writing_to_who_is_gone_is_an_error_and_no_signal) {
  shake_hands();
  peer_->hang_up(true);
  auto* const before = std::signal(SIGPIPE, SIG_DFL);  // which ends the program
  for (int i = 0; i < 2; ++i) {
    written_.reset();
    write("hello?");
    turn_client();
    ASSERT_TRUE(written_.has_value());
    EXPECT_TRUE(*written_);
  }
  EXPECT_EQ(*written_, boost::asio::error::broken_pipe);
  std::signal(SIGPIPE, before);
}

TEST_F(TlsStreamTest, nothing_to_read_into_or_to_write_is_done_at_once) {
  shake_hands();
  std::optional<Error> read;
  stream_->async_read_some(boost::asio::mutable_buffer(), [&](Error error, std::size_t) { read = error; });
  EXPECT_FALSE(read.has_value()) << "never within the call";
  write("");
  turn_client();
  ASSERT_TRUE(read.has_value());
  ASSERT_TRUE(written_.has_value());
  EXPECT_FALSE(*read);
  EXPECT_FALSE(*written_);
}

TEST_F(TlsStreamTest, a_read_allocates_nothing_once_it_has) {
  shake_hands();
  heard_.reserve(1 << 20);
  read_on();
  const auto some = [&] {
    const std::size_t so_far = heard_.size();
    for (int i = 0; i < 20; ++i) peer_->say(text_of(210));
    send_all();
    const auto before = test::heap_calls();
    for (int i = 0; i < 1000 && heard_.size() < so_far + 4200; ++i) turn_client();
    const auto after = test::heap_calls();
    EXPECT_EQ(heard_.size(), so_far + 4200);
    return after.value_or(0) - before.value_or(0);
  };
  some();
  for (int i = 0; i < 10; ++i) EXPECT_EQ(some(), 0u);
}

}  // namespace
}  // namespace tickbard
