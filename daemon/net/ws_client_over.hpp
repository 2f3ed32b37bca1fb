#pragma once

#include <boost/asio/connect.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>
#include <type_traits>
#include <utility>

#include "daemon/net/frame_reader.hpp"
#include "daemon/net/frame_writer.hpp"
#include "daemon/net/name_lookup.hpp"
#include "daemon/net/socket.hpp"
#include "daemon/net/spin_readers.hpp"
#include "daemon/net/tls_host.hpp"
#include "daemon/net/tls_stream.hpp"
#include "daemon/net/ws_client.hpp"
#include "daemon/net/ws_client_words.hpp"
#include "daemon/net/ws_upgrade.hpp"
#include "daemon/runtime/clock.hpp"

namespace tickbard {

/// One for each transport; the choice is made once a connection.
struct WsClient::Impl {
  virtual ~Impl() = default;
  virtual void start() = 0;
  virtual void send(std::string text) = 0;
  virtual void ping() = 0;
  virtual void pause_reading() = 0;
  virtual void resume_reading() = 0;
  virtual std::string server() const = 0;
  virtual void close() = 0;
  virtual void abandon() = 0;
};

namespace net {

/// The connection over one transport; for ws_client.cpp alone. Owner: the io_context's thread.
/// Lifetime: held by its pending operations; after abandon() or on_end it calls nobody.
template <class Stream>
class ClientOver final : public WsClient::Impl,
                         public SpinReader,
                         public std::enable_shared_from_this<ClientOver<Stream>> {
 public:
  template <class... Args>
  ClientOver(boost::asio::io_context& io, WsClientOptions options, WsClientHandlers handlers, Args&... context)
      : options_(std::move(options)),
        handlers_(std::move(handlers)),
        timer_(io.get_executor()),
        lookup_(io.get_executor()),
        stream_(Socket(io.get_executor()), context...),
        upgrade_(options_.url),
        reader_(options_.message_bytes) {}

  void start() override {
    cut_after(options_.connect_timeout);
    const auto& url = options_.url;
    lookup_.start(url.host, std::to_string(url.port), on_result([](auto& self, Error error, const auto& found) {
                    if (error) {
                      return self.fail(WsEndKind::connect_failed,
                                       words::resolve_failed(self.options_.url, error.message()));
                    }
                    self.connect(found);
                  }));
  }

  void send(std::string text) override {
    if (!open_) return;
    writer_.text(text);
    write();
  }

  std::string server() const override { return open_ ? upgrade_.server() : std::string(); }
  void ping() override {
    if (!open_) return;
    writer_.ping();
    write();
  }

  void pause_reading() override { paused_ = true; }
  void resume_reading() override {
    if (std::exchange(paused_, false)) go_on();
  }

  void close() override {
    if (gone_ || closing_) return;
    if (!open_) return fail(WsEndKind::connect_failed, "the connection was given up before it was open");
    end_.sentence = words::closed_by_us(options_.url);
    leave(kNormal);
    go_on();
  }

  void abandon() override {
    gone_ = true;  // the handlers stay: one of them may be what is running now
    if (options_.spin != nullptr) options_.spin->remove(*this);
    lookup_.cancel();
    timer_.cancel();
    reset(stream_.lowest_layer());
  }

 private:
  using Error = boost::system::error_code;
  using Kind = WsWord::Kind;

  static constexpr std::chrono::seconds kFarewell{1};
  static constexpr std::uint16_t kNormal = 1000, kProtocolError = 1002, kNoCode = 1005, kTooLong = 1009;

  /// A completion handler that keeps this alive and is not called once the connection is gone.
  template <class F>
  auto on(F f) {
    return [self = this->shared_from_this(), f](Error error, auto&&...) {
      if (!self->gone_) f(*self, error);
    };
  }

  /// The same for one that is told more than the error.
  template <class F>
  auto on_result(F f) {
    return [self = this->shared_from_this(), f](Error error, const auto& result) {
      if (!self->gone_) f(*self, error, result);
    };
  }

  void cut_after(std::chrono::nanoseconds limit) {
    timer_.expires_after(limit);
    timer_.async_wait(on([limit](auto& self, Error error) {
      if (error) return;
      if (self.open_) return self.finish(std::move(self.end_));
      self.fail(WsEndKind::connect_failed, self.too_late_(self.options_.url, limit));
    }));
  }

  // ---- until it is open ----------------------------------------------------------------------------------------

  template <class Found>
  void connect(const Found& found) {
    boost::asio::async_connect(stream_.lowest_layer(), found, on([](auto& self, Error error) {
                                 if (error) {
                                   return self.fail(WsEndKind::connect_failed,
                                                    words::connect_failed(self.options_.url, error.message()));
                                 }
                                 Error ignored;
                                 self.stream_.lowest_layer().set_option(Tcp::no_delay(true), ignored);
                                 self.secure();
                               }));
  }

  void secure() {
    if constexpr (std::is_same_v<Stream, TlsStream>) {
      if (!expect_host(stream_.native_handle(), options_.url.host)) {
        return fail(WsEndKind::tls_failed, words::tls_failed(options_.url, "the host name cannot be verified"));
      }
      too_late_ = words::tls_timeout;
      stream_.async_handshake(on([](auto& self, Error error) {
        if (!error) return self.ask();
        if (is_alert(error)) {
          return self.fail(WsEndKind::tls_failed, words::tls_refused(self.options_.url, error.message()));
        }
        const long verdict = SSL_get_verify_result(self.stream_.native_handle());
        self.fail(WsEndKind::tls_failed,
                  verdict == X509_V_OK
                      ? words::tls_failed(self.options_.url, error.message())
                      : words::certificate_refused(self.options_.url, X509_verify_cert_error_string(verdict)));
      }));
    } else {
      ask();
    }
  }

  void ask() {
    too_late_ = words::upgrade_timeout;
    boost::asio::async_write(stream_, boost::asio::buffer(upgrade_.request()), on([](auto& self, Error error) {
                               error ? self.no_upgrade(error.message()) : self.read_answer();
                             }));
  }

  void read_answer() {
    const auto room = reader_.prepare();
    stream_.async_read_some(boost::asio::buffer(room.data(), room.size()),
                            on_result([room](auto& self, Error error, std::size_t n) {
                              if (error) return self.no_upgrade(error.message());
                              self.answered(self.upgrade_.take({room.data(), n}));
                            }));
  }

  void answered(WsUpgrade::State state) {
    using State = WsUpgrade::State;
    switch (state) {
      case State::waiting:
        return read_answer();
      case State::open:
        return opened();
      case State::refused:
        return fail(WsEndKind::refused, words::refused(options_.url, upgrade_.status(), upgrade_.reason()),
                    upgrade_.status());
      case State::failed:
        return no_upgrade(upgrade_.why());
    }
  }

  void no_upgrade(std::string_view why) {
    fail(WsEndKind::connect_failed, words::upgrade_failed(options_.url, why));
  }

  void opened() {
    timer_.cancel();
    open_ = true;
    if (options_.spin != nullptr) {
      Error error;
      stream_.lowest_layer().non_blocking(true, error);
      if (error) return read_ended(error);
      options_.spin->add(*this);
    }
    const std::string_view rest = upgrade_.rest();  // fits: it came out of a buffer of this size
    rest.copy(reader_.prepare().data(), rest.size());
    reader_.commit(rest.size());
    if (handlers_.on_open) handlers_.on_open();
    if (!gone_) deliver();
  }

  // ---- reading -------------------------------------------------------------------------------------------------

  void read() {
    if (reading_) return;
    reading_ = true;
    if (options_.spin != nullptr) return;  // whoever turns this tries
    const auto room = reader_.prepare();
    stream_.async_read_some(boost::asio::buffer(room.data(), room.size()),
                            on_result([](auto& self, Error error, std::size_t n) { self.came(error, n); }));
  }

  bool try_read() override {
    if (!reading_) return false;
    const auto room = reader_.prepare();
    Error error;
    const std::size_t n = stream_.read_some(boost::asio::buffer(room.data(), room.size()), error);
    if (error == boost::asio::error::would_block) return false;
    const auto self = this->shared_from_this();
    came(error, n);
    return true;
  }

  void came(Error error, std::size_t n) {
    reading_ = false;
    if (error) return read_ended(error);
    if (heard_all_) return read();  // until the server hangs up
    reader_.commit(n);
    deliver();
  }

  /// Everything complete that is there, unless somebody pauses in between; then it reads on.
  void deliver() {
    if (std::exchange(delivering_, true)) return;
    bool any = false;
    while (!gone_ && !heard_all_ && (!paused_ || closing_)) {
      const WsWord word = reader_.next();
      if (word.kind == Kind::none) break;
      any = true;
      take(word);
    }
    delivering_ = false;
    if (any && !gone_ && handlers_.on_caught_up) handlers_.on_caught_up();
    if (!gone_ && (!paused_ || closing_)) read();
  }

  void take(const WsWord& word) {
    switch (word.kind) {
      case Kind::none:
        return;
      case Kind::text:
      case Kind::binary:
        if (!closing_ && handlers_.on_message) handlers_.on_message(word.bytes);
        return;
      case Kind::ping:
        writer_.pong(word.bytes);
        write();
        [[fallthrough]];
      case Kind::pong:
        if (!closing_ && handlers_.on_control) handlers_.on_control();
        return;
      case Kind::close:
        return closed_by_server(word);
      case Kind::broken:
        return broken(word);
    }
  }

  /// From outside or from a handler: what is complete is delivered soon, never within the call.
  void go_on() {
    if (!open_ || gone_) return;
    boost::asio::post(timer_.get_executor(), [self = this->shared_from_this()] {
      if (!self->gone_) self->deliver();
    });
  }

  void read_ended(Error error) {
    if (!closing_) {
      end_.sentence = words::cut_off(options_.url, error.message());
    } else if (!heard_all_) {
      end_.close_code = kNormal;  // it hung up on our goodbye
    }
    finish(std::move(end_));
  }

  // ---- the end -------------------------------------------------------------------------------------------------

  void closed_by_server(const WsWord& word) {
    hear_no_more();
    if (closing_) {
      end_.close_code = kNormal;
    } else {
      end_.close_code = word.code;
      end_.close_text = std::string(word.bytes);
      end_.sentence = words::closed_by_server(options_.url, word.code, word.bytes);
      writer_.forget();
      leave(word.code == kNoCode ? kNormal : word.code);
    }
    hang_up();
  }

  /// What comes after it is not listened to, though it may take a second until the socket is closed.
  void hear_no_more() {
    heard_all_ = true;
    end_.deaf_since = mono_now();
  }

  void broken(const WsWord& word) {
    hear_no_more();
    if (!closing_) {
      end_.close_code = word.code == kTooLong ? kTooLong : kProtocolError;
      end_.sentence = word.code == kTooLong ? words::too_long(options_.url, options_.message_bytes)
                                            : words::no_websocket(options_.url, word.bytes);
      writer_.forget();
      leave(word.code);
    }
    hang_up();
  }

  void leave(std::uint16_t code) {
    closing_ = true;
    cut_after(kFarewell);
    writer_.close(code);
    write();
  }

  void write() {
    if (writing_) return;
    const std::string_view frame = writer_.next();
    if (frame.empty()) return hang_up();
    writing_ = true;
    boost::asio::async_write(stream_, boost::asio::buffer(frame), on([](auto& self, Error error) {
                               self.writing_ = false;
                               if (!error) return self.write();
                               // The read learns of it too, and may find the server's reason first.
                               if (!self.reading_) self.read_ended(error);
                             }));
  }

  /// Once both sides have said goodbye; what comes after is the end of the connection, which read() meets.
  void hang_up() {
    if (!heard_all_ || writing_ || !writer_.closed()) return;
    Error ignored;
    stream_.lowest_layer().shutdown(Socket::shutdown_send, ignored);
  }

  void fail(WsEndKind kind, std::string sentence, unsigned http_status = 0) {
    WsEnd end;
    end.kind = kind;
    end.http_status = static_cast<int>(http_status);
    end.sentence = std::move(sentence);
    finish(std::move(end));
  }

  void finish(WsEnd end) {
    const auto self = this->shared_from_this();
    const auto tell = std::move(handlers_.on_end);
    abandon();
    if (tell) tell(end);
  }

  const WsClientOptions options_;
  WsClientHandlers handlers_;
  Timer timer_;  // connecting, then farewell
  NameLookup lookup_;
  Stream stream_;
  WsUpgrade upgrade_;
  FrameReader reader_;
  FrameWriter writer_;
  WsEnd end_;                                                            // as far as it is known
  decltype(&words::connect_timeout) too_late_ = words::connect_timeout;  // what is said of what is waited for
  bool open_ = false, closing_ = false, gone_ = false;
  bool heard_all_ = false;  // the server's last word came
  bool reading_ = false, writing_ = false, delivering_ = false, paused_ = false;
};

}  // namespace net
}  // namespace tickbard
