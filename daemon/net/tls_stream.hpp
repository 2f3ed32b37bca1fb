#pragma once

#include <openssl/ssl.h>

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/compose.hpp>
#include <boost/asio/post.hpp>
#include <cstdint>
#include <memory>
#include <type_traits>
#include <utility>

#include "daemon/net/socket.hpp"

namespace boost::asio::ssl {
class context;
}

namespace tickbard::net {

/// The server said so itself, in an alert: it speaks TLS, and does not want to.
bool is_alert(const boost::system::error_code& error);

/// The client's end of TLS over a TCP socket, as Asio's algorithms want a stream; for .cpp files of this folder
/// only. OpenSSL reads from the socket into its own record and decrypts there; one read takes as many records as
/// are here and have room. A read of the socket takes a little more than the record in hand: the next one's
/// header, or all of it if it is small. Owner: the thread of the io_context. Units: bytes. Errors: those of
/// asio::ssl::stream: `eof` after the server's close_notify, `stream_truncated` without one, OpenSSL's reasons,
/// the socket's errors. What ended the reading ends every later read alike. Lifetime: as long as its operations;
/// one read and one write may be under way, and none of them beside the handshake. Closing the socket ends them.
class TlsStream {
 public:
  using Error = boost::system::error_code;
  using executor_type = Executor;  // NOLINT(readability-identifier-naming): Asio's word

  TlsStream(Socket socket, boost::asio::ssl::context& context);
  TlsStream(const TlsStream&) = delete;
  TlsStream& operator=(const TlsStream&) = delete;

  executor_type get_executor() { return socket_.get_executor(); }
  Socket::lowest_layer_type& lowest_layer() { return socket_.lowest_layer(); }
  SSL* native_handle() { return ssl_.get(); }

  /// Handler: void(Error).
  template <class Token>
  auto async_handshake(Token&& token) {
    return begin<void(Error)>([](TlsStream& self) { return self.try_handshake(); }, std::forward<Token>(token));
  }

  /// Handler: void(Error, std::size_t).
  template <class Token>
  auto async_read_some(const boost::asio::mutable_buffer& room, Token&& token) {
    return begin<void(Error, std::size_t)>([room](TlsStream& self) { return self.try_read(room); },
                                           std::forward<Token>(token));
  }

  /// What is here, and `would_block` where nothing is. Not while an async_read_some() is under way.
  std::size_t read_some(const boost::asio::mutable_buffer& room, Error& error);

  /// Handler: void(Error, std::size_t). Of several buffers it sends the first.
  template <class Buffers, class Token>
  auto async_write_some(const Buffers& buffers, Token&& token) {
    const boost::asio::const_buffer bytes(*boost::asio::buffer_sequence_begin(buffers));
    return begin<void(Error, std::size_t)>([bytes](TlsStream& self) { return self.try_write(bytes); },
                                           std::forward<Token>(token));
  }

 private:
  enum class Want : std::uint8_t { nothing, bytes, room };
  struct Outcome {
    Want want = Want::nothing;  // nothing: it is done
    Error error;
    std::size_t n = 0;
  };

  /// An operation under way: tried, and tried again whenever the socket has what OpenSSL wanted of it.
  template <class Signature, class Try>
  struct Operation {
    enum class Step : std::uint8_t { begun, filling, other_fills, waiting, done };

    template <class Self>
    void operator()(Self& self, Error error = {}, std::size_t n = 0) {
      const Step was = std::exchange(step, Step::waiting);
      if (was == Step::done) return tell(self);
      if (was == Step::filling) stream.end_fill(error, n);
      if (was == Step::other_fills) error = {};  // that is how a timer tells
      outcome = error ? Outcome{Want::nothing, error, 0} : attempt(stream);
      go_on(self, was);
    }

    template <class Self>
    void go_on(Self& self, Step was) {
      TlsStream& s = stream;  // this moves with self
      if (outcome.want == Want::room) return s.socket_.async_wait(Socket::wait_write, std::move(self));
      if (outcome.want == Want::bytes) {
        step = s.filling_ ? Step::other_fills : Step::filling;
        if (std::exchange(s.filling_, true)) return s.fill_waiters_.async_wait(std::move(self));
        return s.socket_.async_read_some(boost::asio::buffer(s.ahead_), std::move(self));
      }
      if (was != Step::begun) return tell(self);
      step = Step::done;  // never within the call that began it
      boost::asio::post(s.get_executor(), std::move(self));
    }

    template <class Self>
    void tell(Self& self) {
      const Error error = stream.named(outcome.error);
      if constexpr (std::is_same_v<Signature, void(Error)>) {
        self.complete(error);
      } else {
        self.complete(error, outcome.n);
      }
    }

    TlsStream& stream;
    Try attempt;
    Step step = Step::begun;
    Outcome outcome = {};
  };

  template <class Signature, class Try, class Token>
  auto begin(Try attempt, Token&& token) {
    return boost::asio::async_compose<Token, Signature>(Operation<Signature, Try>{*this, attempt}, token, socket_);
  }

  Outcome try_handshake();
  Outcome try_read(const boost::asio::mutable_buffer& room);
  Outcome try_write(const boost::asio::const_buffer& bytes);
  Outcome outcome_of(int result);
  void end_fill(Error error, std::size_t n);
  Error named(Error error) const;

  // What OpenSSL calls for the socket's bytes.
  static const BIO_METHOD* method();
  int take(char* to, std::size_t size);
  int nothing_here();
  int put(const char* from, std::size_t size);

  static constexpr std::size_t kAhead = 4 << 10;

  Socket socket_;
  Timer fill_waiters_;  // never expires; cancelled when filling_ ends
  std::unique_ptr<SSL, decltype(&SSL_free)> ssl_;
  BIO* bio_ = nullptr;              // the SSL's
  std::array<char, kAhead> ahead_;  // read, and not yet asked for by OpenSSL: from at_ to end_
  std::size_t at_ = 0, end_ = 0;
  bool filling_ = false;  // Asio reads into ahead_, which is empty, and has not said how much
  bool drained_ = false;  // the socket had no more: the next to read it is Asio, or read_some()
  Error socket_error_;    // of the attempt at hand
  Error over_;            // what ended the reading
};

}  // namespace tickbard::net
