#include "daemon/net/http_connection.hpp"

#include <array>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/serializer.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <boost/beast/websocket/rfc6455.hpp>
#include <ctime>
#include <optional>
#include <sstream>
#include <utility>

#include "daemon/runtime/clock.hpp"

namespace tickbard::net {
namespace http = boost::beast::http;
using Error = boost::system::error_code;
using Response = http::response<http::string_body>;

namespace {

constexpr std::chrono::seconds kLinger{1};
constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";

std::string date_header() {
  const std::time_t now = std::chrono::system_clock::to_time_t(
      std::chrono::time_point_cast<std::chrono::system_clock::duration>(wall_now()));
  std::tm utc{};
  gmtime_r(&now, &utc);
  char text[40];
  return {text, std::strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &utc)};
}

HttpResponse plain(int status, std::string text) {
  HttpResponse response;
  response.status = status;
  response.body = std::move(text) + "\n";
  return response;
}

/// The right to answer one request. Gone unused, it answers 500: no client waits for ever on a forgotten request.
class Answer {
 public:
  Answer(std::weak_ptr<HttpConnection> connection, Executor executor, std::shared_ptr<AnswerGate> gate,
         std::uint64_t slot)
      : connection_(std::move(connection)), executor_(executor), gate_(std::move(gate)), slot_(slot) {}
  ~Answer() { give(plain(500, "The request was not answered: an error in this program; its log may say more.")); }
  Answer(const Answer&) = delete;
  Answer& operator=(const Answer&) = delete;

  void give(HttpResponse response) {
    std::lock_guard lock(gate_->mutex);
    if (std::exchange(given_, true) || !gate_->open) return;
    boost::asio::post(executor_, [connection = connection_, slot = slot_, r = std::move(response)]() mutable {
      if (const auto c = connection.lock()) c->answer(slot, std::move(r));
    });
  }

 private:
  const std::weak_ptr<HttpConnection> connection_;
  const Executor executor_;
  const std::shared_ptr<AnswerGate> gate_;  // its mutex guards given_ too
  const std::uint64_t slot_;
  bool given_ = false;
};

}  // namespace

struct HttpConnection::Reader {
  boost::beast::flat_buffer buffer;
  std::optional<http::request_parser<http::string_body>> parser;
  std::optional<Response> response;
  std::optional<http::response_serializer<http::string_body>> serializer;
  std::array<char, 4096> scrap;
};

HttpConnection::HttpConnection(std::uint64_t id, Socket socket, std::string remote,
                               std::shared_ptr<HttpShared> shared)
    : id_(id),
      socket_(std::move(socket)),
      remote_(std::move(remote)),
      shared_(std::move(shared)),
      reading_limit_(socket_.get_executor()),
      writing_limit_(socket_.get_executor()),
      reader_(std::make_unique<Reader>()) {}

HttpConnection::~HttpConnection() = default;

/// A completion handler that keeps this alive and is not called once the connection is gone.
template <class F>
auto HttpConnection::on(F f) {
  return [self = shared_from_this(), f](Error error, auto&&...) {
    if (!self->gone_) f(*self, error);
  };
}

void HttpConnection::start() {
  read_next();
}

void HttpConnection::arm_reading(std::chrono::nanoseconds limit) {
  timed_out_ = false;
  reading_limit_.expires_after(limit);
  reading_limit_.async_wait(on([](HttpConnection& self, Error error) {
    if (error || !self.reading_) return;
    self.timed_out_ = true;
    Error ignored;
    self.socket_.cancel(ignored);
  }));
}

void HttpConnection::read_next() {
  if (gone_ || reading_ || no_more_requests_ || finishing_ || slots_.size() >= shared_->options.pipeline) return;
  reading_ = true;
  in_request_ = false;
  waiting_since_ = ++shared_->last_wait;
  if (reader_->buffer.size() > 0) return read_header();
  arm_reading(shared_->options.idle_timeout);
  socket_.async_wait(Socket::wait_read, on([](HttpConnection& self, Error error) {
                       error ? self.read_failed(error) : self.read_header();
                     }));
}

void HttpConnection::read_header() {
  in_request_ = true;
  arm_reading(shared_->options.read_timeout);
  auto& parser = reader_->parser.emplace();
  parser.header_limit(static_cast<std::uint32_t>(shared_->options.header_bytes));
  parser.body_limit(shared_->options.body_bytes);
  http::async_read_header(socket_, reader_->buffer, parser, on([](HttpConnection& self, Error error) {
                            if (error) return self.read_failed(error);
                            const auto& request = self.reader_->parser->get();
                            const bool asks = boost::beast::iequals(request[http::field::expect], "100-continue");
                            // With answers still to be written the client has to go on unasked, as it will after a
                            // moment.
                            if (!asks || self.writing_) return self.read_body();
                            boost::asio::async_write(self.socket_, boost::asio::buffer(kContinue),
                                                     self.on([](HttpConnection& me, Error failed) {
                                                       failed ? me.close() : me.read_body();
                                                     }));
                          }));
}

void HttpConnection::read_body() {
  http::async_read(socket_, reader_->buffer, *reader_->parser, on([](HttpConnection& self, Error error) {
                     error ? self.read_failed(error) : self.take_request();
                   }));
}

void HttpConnection::read_failed(Error error) {
  const bool in_request = std::exchange(in_request_, false);
  reading_ = false;
  reading_limit_.cancel();
  const auto& o = shared_->options;
  if (timed_out_ && in_request) return refuse(408, "The request did not arrive in time; send it again, faster.");
  if (timed_out_ && !slots_.empty()) return read_next();  // it waits for us, not we for it
  if (error == http::error::header_limit) {
    return refuse(
        431, "The request's headers are longer than " + std::to_string(o.header_bytes) + " bytes; send fewer.");
  }
  if (error == http::error::body_limit) {
    return refuse(413, "The request's body is longer than " + std::to_string(o.body_bytes) + " bytes; send less.");
  }
  const bool malformed = error.category() == make_error_code(http::error::bad_method).category() &&
                         error != http::error::end_of_stream && error != http::error::partial_message;
  if (malformed) return refuse(400, "The request is no valid HTTP/1.1: " + error.message() + ".");
  no_more_requests_ = true;
  if (slots_.empty()) close();
}

void HttpConnection::refuse(int status, std::string text) {
  no_more_requests_ = true;
  Slot slot;
  slot.ready = true;
  slot.keep_alive = false;
  slot.response = plain(status, std::move(text));
  slots_.push_back(std::move(slot));
  write_next();
}

void HttpConnection::take_request() {
  reading_ = in_request_ = false;
  reading_limit_.cancel();
  const auto& parsed = reader_->parser->get();
  // A proxy in front may have gone by one of them, and we by the other.
  if (parsed.count(http::field::host) > 1) {
    return refuse(400, "The request has more than one Host header; send one.");
  }
  HttpRequest request;
  request.method = std::string(parsed.method_string());
  request.target = std::string(parsed.target());
  request.remote = remote_;
  for (const auto& field : parsed) {
    request.headers.emplace_back(std::string(field.name_string()), std::string(field.value()));
  }
  Slot slot;
  slot.keep_alive = parsed.keep_alive();
  slot.head = parsed.method() == http::verb::head;
  slot.version = parsed.version();
  if (slot.keep_alive && shared_->upgrade.admit && boost::beast::websocket::is_upgrade(parsed) && slots_.empty()) {
    if (take_upgrade(request)) return;
    no_more_requests_ = true;
    return;
  }
  request.body = std::move(reader_->parser->get().body());
  if (!slot.keep_alive) no_more_requests_ = true;
  slots_.push_back(std::move(slot));
  const std::uint64_t number = first_slot_ + slots_.size() - 1;
  const auto answer = std::make_shared<Answer>(weak_from_this(), socket_.get_executor(), shared_->gate, number);
  shared_->handler(std::move(request), [answer](HttpResponse response) { answer->give(std::move(response)); });
  read_next();
}

bool HttpConnection::take_upgrade(const HttpRequest& request) {
  if (const auto refusal = shared_->upgrade.admit(request)) {
    Slot slot;
    slot.ready = true;
    slot.keep_alive = false;
    slot.response = std::move(*refusal);
    slots_.push_back(std::move(slot));
    write_next();
    return false;
  }
  std::ostringstream head;
  head << reader_->parser->get().base();
  std::string bytes = std::move(head).str();
  const auto rest = reader_->buffer.cdata();
  bytes.append(static_cast<const char*>(rest.data()), rest.size());
  const auto self = shared_from_this();
  gone_ = true;
  reading_limit_.cancel();
  writing_limit_.cancel();
  shared_->take_websocket(std::move(socket_), remote_, std::move(bytes));
  shared_->gone(id_);
  return true;
}

void HttpConnection::answer(std::uint64_t number, HttpResponse response) {
  if (gone_ || number < first_slot_) return;
  Slot& slot = slots_[number - first_slot_];
  slot.response = std::move(response);
  slot.ready = true;
  write_next();
}

void HttpConnection::write_next() {
  if (writing_ || gone_) return;
  if (slots_.empty()) return;
  Slot& slot = slots_.front();
  if (!slot.ready) return;
  writing_ = true;
  const bool keep_alive = slot.keep_alive && !last_one();
  Response& out = reader_->response.emplace(static_cast<http::status>(slot.response.status), slot.version);
  out.set(http::field::server, shared_->options.server_name);
  out.set(http::field::date, date_header());
  out.set(http::field::content_type, slot.response.content_type);
  for (const auto& [name, value] : slot.response.headers) out.set(name, value);
  out.body() = std::move(slot.response.body);
  out.keep_alive(keep_alive);
  out.prepare_payload();
  writing_limit_.expires_after(shared_->options.write_timeout);
  writing_limit_.async_wait(on([](HttpConnection& self, Error error) {
    if (!error) self.drop();  // it does not read: nothing more can be said to it
  }));
  auto& serializer = reader_->serializer.emplace(out);
  const auto done = [keep_alive](HttpConnection& self, Error error) { self.written(error, keep_alive); };
  if (slot.head) {
    serializer.split(true);
    http::async_write_header(socket_, serializer, on(done));
  } else {
    http::async_write(socket_, serializer, on(done));
  }
}

void HttpConnection::written(Error error, bool keep_alive) {
  writing_ = false;
  writing_limit_.cancel();
  if (error) return close();
  slots_.pop_front();
  ++first_slot_;
  if (!keep_alive) {
    linger();
  } else {
    write_next();
    read_next();
  }
  if (!gone_ && waits_for_client()) shared_->waits();
}

/// Nothing follows what is being answered now.
bool HttpConnection::last_one() const {
  return (no_more_requests_ || finishing_) && slots_.size() == 1 && !in_request_;
}

void HttpConnection::finish_up() {
  finishing_ = true;  // a request that is just coming in is still answered
  if (slots_.empty() && !in_request_) close();
}

/// Closing with bytes unread would reset the connection and take our last words from the client: what it still
/// sends is read and thrown away, for a moment.
void HttpConnection::linger() {
  if (reading_) return close();
  no_more_requests_ = true;
  Error ignored;
  socket_.shutdown(Socket::shutdown_send, ignored);
  reading_limit_.expires_after(kLinger);
  reading_limit_.async_wait(on([](HttpConnection& self, Error error) {
    if (!error) self.close();
  }));
  discard();
}

void HttpConnection::discard() {
  socket_.async_read_some(boost::asio::buffer(reader_->scrap),
                          on([](HttpConnection& self, Error error) { error ? self.close() : self.discard(); }));
}

void HttpConnection::drop() {
  if (gone_) return;
  reset(socket_);
  close();
}

void HttpConnection::close() {
  if (gone_) return;
  const auto self = shared_from_this();
  gone_ = true;
  reading_limit_.cancel();
  writing_limit_.cancel();
  Error ignored;
  socket_.shutdown(Socket::shutdown_send, ignored);
  socket_.close(ignored);
  shared_->gone(id_);
}

}  // namespace tickbard::net
