#include "daemon/net/ws_client.hpp"

#include <boost/asio/connect.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket/rfc6455.hpp>
#include <boost/beast/websocket/ssl.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <deque>
#include <type_traits>
#include <utility>

#include "daemon/net/socket.hpp"
#include "daemon/net/tls.hpp"
#include "daemon/net/ws_client_words.hpp"

namespace tickbard {

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

namespace {

namespace beast = boost::beast;
namespace websocket = beast::websocket;
using Error = boost::system::error_code;
using Tls = boost::asio::ssl::stream<net::Socket>;

constexpr std::size_t kPadding = 64;  // readable behind every message, for simdjson
constexpr std::chrono::seconds kFarewell{1};

/// The certificate has to be for this very name (or address); part of the verification itself, so that a mismatch
/// has a reason of its own. The name also goes out in clear (SNI), so that the server can choose its certificate;
/// an address must not.
bool expect_host(SSL* ssl, const std::string& host) {
  X509_VERIFY_PARAM* const param = SSL_get0_param(ssl);
  Error no_address;
  boost::asio::ip::make_address(host, no_address);
  if (!no_address) return X509_VERIFY_PARAM_set1_ip_asc(param, host.c_str()) == 1;
  X509_VERIFY_PARAM_set_hostflags(param, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
  return X509_VERIFY_PARAM_set1_host(param, host.data(), host.size()) == 1 &&
         SSL_set_tlsext_host_name(ssl, host.c_str()) == 1;
}

/// The connection over one transport. Owner: the io_context's thread.
/// Lifetime: held by its pending operations; after abandon() or on_end it calls nobody.
template <class Stream>
class ClientOver final : public WsClient::Impl, public std::enable_shared_from_this<ClientOver<Stream>> {
 public:
  template <class... Args>
  ClientOver(boost::asio::io_context& io, WsClientOptions options, WsClientHandlers handlers, Args&... context)
      : options_(std::move(options)),
        handlers_(std::move(handlers)),
        timer_(io.get_executor()),
        resolver_(io.get_executor()),
        ws_(net::Socket(io.get_executor()), context...) {}

  void start() override {
    cut_after(options_.connect_timeout);
    const auto& url = options_.url;
    resolver_.async_resolve(url.host, std::to_string(url.port),
                            [self = this->shared_from_this()](Error error, auto found) {
                              if (self->gone_) return;
                              if (error)
                                return self->fail(WsEndKind::connect_failed,
                                                  words::resolve_failed(self->options_.url, error.message()));
                              boost::asio::async_connect(
                                  beast::get_lowest_layer(self->ws_), found, self->on([](auto& me, Error failed) {
                                    if (failed) {
                                      return me.fail(WsEndKind::connect_failed,
                                                     words::connect_failed(me.options_.url, failed.message()));
                                    }
                                    Error ignored;
                                    beast::get_lowest_layer(me.ws_).set_option(net::Tcp::no_delay(true), ignored);
                                    me.secure();
                                  }));
                            });
  }

  void send(std::string text) override {
    if (!open_ || closing_) return;
    queue_.push_back(std::move(text));
    if (queue_.size() == 1) write();
  }

  std::string server() const override { return std::string(answer_[beast::http::field::server]); }
  void ping() override {
    if (open_ && !closing_) ws_.async_ping({}, on([](auto&, Error) {}));
  }

  void pause_reading() override { paused_ = true; }
  void resume_reading() override {
    if (!std::exchange(paused_, false)) return;
    if (open_ && !reading_ && !gone_) read();
  }

  void close() override {
    if (gone_ || closing_) return;
    closing_ = true;
    if (!open_) return fail(WsEndKind::connect_failed, "the connection was given up before it was open");
    cut_after(kFarewell);
    if (queue_.empty()) say_farewell();
  }

  void abandon() override {
    gone_ = true;  // the handlers stay: one of them may be what is running now
    resolver_.cancel();
    timer_.cancel();
    net::reset(beast::get_lowest_layer(ws_));
  }

 private:
  /// A completion handler that keeps this alive and is not called once the connection is gone.
  template <class F>
  auto on(F f) {
    return [self = this->shared_from_this(), f](Error error, auto&&...) {
      if (!self->gone_) f(*self, error);
    };
  }

  void cut_after(std::chrono::nanoseconds limit) {
    timer_.expires_after(limit);
    timer_.async_wait(on([limit](auto& self, Error error) {
      if (error) return;
      if (self.open_) return self.finish({});
      self.fail(WsEndKind::connect_failed, words::connect_timeout(self.options_.url, limit));
    }));
  }

  void secure() {
    if constexpr (std::is_same_v<Stream, Tls>) {
      auto& tls = ws_.next_layer();
      if (!expect_host(tls.native_handle(), options_.url.host)) {
        return fail(WsEndKind::tls_failed, words::tls_failed(options_.url, "the host name cannot be verified"));
      }
      tls.async_handshake(
          boost::asio::ssl::stream_base::client, on([](auto& self, Error error) {
            if (!error) return self.upgrade();
            const long verdict = SSL_get_verify_result(self.ws_.next_layer().native_handle());
            self.fail(WsEndKind::tls_failed,
                      verdict == X509_V_OK
                          ? words::tls_failed(self.options_.url, error.message())
                          : words::certificate_refused(self.options_.url, X509_verify_cert_error_string(verdict)));
          }));
    } else {
      upgrade();
    }
  }

  void upgrade() {
    ws_.read_message_max(options_.message_bytes);
    ws_.auto_fragment(false);
    ws_.set_option(websocket::stream_base::decorator(
        [](websocket::request_type& request) { request.set(beast::http::field::user_agent, "tickbard"); }));
    ws_.control_callback([this](websocket::frame_type, beast::string_view) {
      if (!gone_ && handlers_.on_control) handlers_.on_control();
    });
    ws_.async_handshake(
        answer_, options_.url.authority(), options_.url.target(), on([](auto& self, Error error) {
          if (!error) return self.opened();
          if (error == websocket::error::upgrade_declined) {
            const auto status = self.answer_.result_int();
            return self.fail(WsEndKind::refused, words::refused(self.options_.url, status, self.answer_.reason()),
                             status);
          }
          self.fail(WsEndKind::connect_failed, words::upgrade_failed(self.options_.url, error.message()));
        }));
  }

  void opened() {
    timer_.cancel();
    open_ = true;
    const auto self = this->shared_from_this();
    if (handlers_.on_open) handlers_.on_open();
    if (!gone_) read();
  }

  void read() {
    if (reading_ || (paused_ && !closing_)) return;
    reading_ = true;
    ws_.async_read(buffer_, on([](auto& self, Error error) {
                     self.reading_ = false;
                     if (error) return self.read_ended(error);
                     self.buffer_.prepare(kPadding);
                     const auto bytes = self.buffer_.cdata();
                     if (self.handlers_.on_message)
                       self.handlers_.on_message({static_cast<const char*>(bytes.data()), bytes.size()});
                     if (self.gone_) return;
                     self.buffer_.consume(bytes.size());
                     self.read();
                   }));
  }

  void read_ended(Error error) {
    if (closing_ && error == boost::asio::error::operation_aborted) return;  // say_farewell() reads now
    WsEnd end;
    if (error == websocket::error::closed) {
      end.close_code = ws_.reason().code == websocket::close_code::none ? std::uint16_t{1005} : ws_.reason().code;
      end.close_text = std::string(ws_.reason().reason.data(), ws_.reason().reason.size());
      end.sentence = words::closed_by_server(options_.url, end.close_code, end.close_text);
    } else if (error == websocket::error::message_too_big) {
      end.close_code = 1009;
      end.sentence = words::too_long(options_.url, options_.message_bytes);
    } else if (error.category() == make_error_code(websocket::error::closed).category()) {
      end.close_code = 1002;
      end.sentence = words::no_websocket(options_.url, error.message());
    } else {
      end.sentence = words::cut_off(options_.url, error.message());
    }
    finish(std::move(end));
  }

  void write() {
    ws_.text(true);
    ws_.async_write(boost::asio::buffer(queue_.front()), on([](auto& self, Error error) {
                      if (error) {
                        if (self.reading_) return;  // the read learns of it too, and knows the server's reason
                        return self.read_ended(error);
                      }
                      self.queue_.pop_front();
                      if (!self.queue_.empty()) return self.write();
                      if (self.closing_) self.say_farewell();
                    }));
  }

  void say_farewell() {
    // With a control callback the reading of the server's close frame pauses once half-way, and a close that gets
    // in between waits for the read as the read waits for it: for ever (Boost 1.81).
    ws_.control_callback();
    ws_.async_close(websocket::close_code::normal, on([](auto& self, Error) {
                      WsEnd end;
                      end.close_code = 1000;
                      end.sentence = words::closed_by_us(self.options_.url);
                      self.finish(std::move(end));
                    }));
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
    if (end.sentence.empty()) end.sentence = words::closed_by_us(options_.url);
    if (tell) tell(end);
  }

  const WsClientOptions options_;
  WsClientHandlers handlers_;
  net::Timer timer_;  // connecting, then farewell
  net::Resolver resolver_;
  websocket::stream<Stream> ws_;
  websocket::response_type answer_;
  beast::flat_buffer buffer_;
  std::deque<std::string> queue_;  // the front one is being written
  bool open_ = false, closing_ = false, gone_ = false, reading_ = false, paused_ = false;
};

std::shared_ptr<WsClient::Impl> make_client(boost::asio::io_context& io, WsClientOptions options,
                                            WsClientHandlers handlers) {
  if (!options.url.tls())
    return std::make_shared<ClientOver<net::Socket>>(io, std::move(options), std::move(handlers));
  auto& context = options.tls->context();
  return std::make_shared<ClientOver<Tls>>(io, std::move(options), std::move(handlers), context);
}

}  // namespace

WsClient::WsClient(boost::asio::io_context& io, WsClientOptions options, WsClientHandlers handlers)
    : impl_(make_client(io, std::move(options), std::move(handlers))) {}

WsClient::~WsClient() {
  impl_->abandon();
}
void WsClient::start() {
  impl_->start();
}
std::string WsClient::server() const {
  return impl_->server();
}
void WsClient::send(std::string text) {
  impl_->send(std::move(text));
}
void WsClient::ping() {
  impl_->ping();
}
void WsClient::pause_reading() {
  impl_->pause_reading();
}
void WsClient::resume_reading() {
  impl_->resume_reading();
}
void WsClient::close() {
  impl_->close();
}

}  // namespace tickbard
