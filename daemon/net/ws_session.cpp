#include "daemon/net/ws_session.hpp"

#include <boost/asio/bind_executor.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <boost/beast/websocket/rfc6455.hpp>
#include <boost/beast/websocket/ssl.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <deque>
#include <optional>
#include <type_traits>
#include <utility>

#include "daemon/net/ws_peer_group.hpp"

namespace tickbard::net {
namespace {

namespace beast = boost::beast;
namespace http = beast::http;
namespace websocket = beast::websocket;
using Error = boost::system::error_code;
using Tls = boost::asio::ssl::stream<Socket>;

constexpr std::uint32_t kRequestLimit = 16 << 10;
constexpr std::chrono::seconds kFarewell{2};  // for the other side's close frame; then the connection is cut

/// One peer over one transport. Owner: the io_context's thread.
/// Lifetime: held by its pending operations and by the group until it is gone.
template <class Stream>
class SessionOver final : public WsPeer::Session, public std::enable_shared_from_this<SessionOver<Stream>> {
 public:
  template <class... Args>
  SessionOver(std::shared_ptr<WsPeerGroup> group, Executor executor, Args&&... stream)
      : group_(std::move(group)), timer_(executor), ws_(std::forward<Args>(stream)...) {}

  void start(std::string already_read) override {
    boost::asio::buffer_copy(buffer_.prepare(already_read.size()), boost::asio::buffer(already_read));
    buffer_.commit(already_read.size());
    cut_after(group_->handshake_timeout());
    if constexpr (std::is_same_v<Stream, Tls>) {
      ws_.next_layer().async_handshake(boost::asio::ssl::stream_base::server, on([](auto& self, Error error) {
                                         error ? self.finish(1006, {}) : self.read_request();
                                       }));
    } else {
      read_request();
    }
  }

  bool send(std::shared_ptr<const std::string> text) override {
    if (state_ != State::open || queued_bytes + text->size() > group_->limits().send_queue_bytes) return false;
    queued_bytes += text->size();
    queue_.push_back(std::move(text));
    if (queue_.size() == 1) write();
    return true;
  }

  void ping() override {
    if (state_ == State::open) ws_.async_ping({}, on([](auto&, Error) {}));
  }

  void close(std::uint16_t code, std::string_view reason) override {
    if (state_ == State::handshaking) return finish(1006, {});
    if (state_ != State::open) return;
    state_ = State::closing;
    farewell_ = {static_cast<websocket::close_code>(code), {reason.data(), reason.size()}};
    cut_after(kFarewell);
    if (queue_.empty()) say_farewell();
  }

  void drop() override { finish(1006, {}); }

  void abandon() override {
    state_ = State::gone;
    peer_.reset();
    timer_.cancel();
    reset(beast::get_lowest_layer(ws_));
  }

  void pause_reading() override { paused_ = true; }
  void resume_reading() override {
    paused_ = false;
    if (state_ == State::open && !reading_) read();
  }

 private:
  enum class State { handshaking, open, closing, gone };

  /// A completion handler that keeps this alive and is not called once the peer is gone.
  template <class F>
  auto on(F f) {
    return [self = this->shared_from_this(), f](Error error, auto&&...) {
      if (self->state_ != State::gone) f(*self, error);
    };
  }

  void cut_after(std::chrono::nanoseconds limit) {
    timer_.expires_after(limit);
    timer_.async_wait(on([](auto& self, Error error) {
      if (!error) self.finish(1006, {});
    }));
  }

  void read_request() {
    parser_.emplace();
    parser_->header_limit(kRequestLimit);
    parser_->body_limit(0);
    http::async_read_header(ws_.next_layer(), buffer_, *parser_,
                            on([](auto& self, Error error) { error ? self.finish(1006, {}) : self.upgrade(); }));
  }

  void upgrade() {
    request_ = parser_->release();
    parser_.reset();
    target = std::string(request_.target());
    if (!websocket::is_upgrade(request_)) return refuse();
    ws_.read_message_max(group_->limits().message_bytes);
    const std::size_t fragment = group_->limits().fragment_bytes;
    ws_.auto_fragment(fragment != 0);
    if (fragment != 0) ws_.write_buffer_bytes(std::max<std::size_t>(fragment, 8));
    ws_.set_option(websocket::stream_base::decorator(
        [name = group_->limits().server_name](websocket::response_type& response) {
          response.set(http::field::server, name);
        }));
    ws_.async_accept(request_, on([](auto& self, Error error) { error ? self.finish(1006, {}) : self.opened(); }));
  }

  void refuse() {
    refusal_.emplace(http::status::upgrade_required, 11);
    refusal_->set(http::field::upgrade, "websocket");
    refusal_->set(http::field::content_type, "text/plain; charset=utf-8");
    refusal_->body() = "This port speaks websocket only: connect with ws:// instead of http://.\n";
    refusal_->keep_alive(false);
    refusal_->prepare_payload();
    http::async_write(ws_.next_layer(), *refusal_, on([](auto& self, Error) {
                        Error ignored;
                        beast::get_lowest_layer(self.ws_).shutdown(Socket::shutdown_both, ignored);
                        self.finish(1006, {});
                      }));
  }

  void opened() {
    timer_.cancel();
    state_ = State::open;
    group_->opened();
    was_open_ = true;
    peer_ = std::make_shared<WsPeer>(this->shared_from_this());
    buffer_.consume(buffer_.size());
    const auto peer = peer_;
    if (group_->handlers().on_open) group_->handlers().on_open(peer);
    read();
  }

  void read() {
    if (state_ == State::gone || reading_ || (paused_ && state_ == State::open)) return;
    reading_ = true;
    ws_.async_read(buffer_, on([](auto& self, Error error) {
                     self.reading_ = false;
                     if (error) return self.read_ended(error);
                     const std::string_view message{static_cast<const char*>(self.buffer_.cdata().data()),
                                                    self.buffer_.size()};
                     const auto peer = self.peer_;
                     if (self.state_ == State::open && self.group_->handlers().on_message) {
                       self.group_->handlers().on_message(peer, message);
                     }
                     self.buffer_.consume(self.buffer_.size());
                     self.read();
                   }));
  }

  void read_ended(Error error) {
    if (error == websocket::error::closed) {
      const auto& reason = ws_.reason();
      const std::string words(reason.reason.data(), reason.reason.size());
      return finish(reason.code == websocket::close_code::none ? 1005 : reason.code, words);
    }
    if (error == websocket::error::message_too_big) return finish(1009, "the message is too long");
    if (state_ == State::closing && error == boost::asio::error::operation_aborted)
      return;  // say_farewell() reads now
    finish(1006, {});
  }

  void write() {
    ws_.async_write(boost::asio::buffer(*queue_.front()), on([](auto& self, Error error) {
                      if (error) return self.finish(1006, {});
                      self.queued_bytes -= self.queue_.front()->size();
                      self.queue_.pop_front();
                      if (!self.queue_.empty()) return self.write();
                      if (self.state_ == State::closing) return self.say_farewell();
                      const auto peer = self.peer_;
                      if (self.group_->handlers().on_drained) self.group_->handlers().on_drained(peer);
                    }));
  }

  void say_farewell() {
    ws_.async_close(farewell_, on([](auto& self, Error) {
                      self.finish(static_cast<std::uint16_t>(self.farewell_.code),
                                  {self.farewell_.reason.data(), self.farewell_.reason.size()});
                    }));
  }

  void finish(std::uint16_t code, std::string_view reason) {
    if (state_ == State::gone) return;
    const auto self = this->shared_from_this();
    state_ = State::gone;
    timer_.cancel();
    Error ignored;
    auto& socket = beast::get_lowest_layer(ws_);
    code == 1006 ? reset(socket) : void(socket.close(ignored));
    queue_.clear();
    queued_bytes = 0;
    const auto peer = std::exchange(peer_, nullptr);
    if (peer && group_->handlers().on_close) group_->handlers().on_close(peer, code, reason);
    group_->gone(id, was_open_);
  }

  std::shared_ptr<WsPeerGroup> group_;
  Timer timer_;  // handshake, then farewell
  websocket::stream<Stream> ws_;
  beast::flat_buffer buffer_;
  std::optional<http::request_parser<http::empty_body>> parser_;
  http::request<http::empty_body> request_;
  std::optional<http::response<http::string_body>> refusal_;
  std::deque<std::shared_ptr<const std::string>> queue_;  // the front one is being written
  websocket::close_reason farewell_;
  WsPeerPtr peer_;  // from open to gone; a cycle in between
  State state_ = State::handshaking;
  bool was_open_ = false, reading_ = false, paused_ = false;
};

}  // namespace

std::shared_ptr<WsPeer::Session> make_ws_session(Socket socket, boost::asio::ssl::context* tls,
                                                 std::shared_ptr<WsPeerGroup> group) {
  const Executor executor = socket.get_executor();
  if (tls) return std::make_shared<SessionOver<Tls>>(std::move(group), executor, std::move(socket), *tls);
  return std::make_shared<SessionOver<Socket>>(std::move(group), executor, std::move(socket));
}

}  // namespace tickbard::net
