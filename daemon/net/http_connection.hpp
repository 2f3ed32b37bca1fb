#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>

#include "daemon/net/http_server.hpp"
#include "daemon/net/socket.hpp"

namespace tickbard::net {

/// Answers come from any thread, also when the server is already gone: they are handed over under this mutex,
/// which the server takes once more when it goes.
struct AnswerGate {
  std::mutex mutex;
  bool open = true;
};

/// What the connections of one server share. Owner: the io_context's thread.
struct HttpShared {
  HttpServerOptions options;
  HttpHandler handler;
  HttpUpgrade upgrade;
  std::shared_ptr<AnswerGate> gate = std::make_shared<AnswerGate>();
  std::function<void(Socket, std::string remote, std::string already_read)> take_websocket;
  std::function<void(std::uint64_t id)> gone;
  std::function<void()> waits;  ///< one has nothing left to answer
  std::uint64_t last_wait = 0;  ///< counts when each began to wait
};

/// One HTTP/1.1 connection: reads requests ahead, answers them in the order they came.
/// Owner: the io_context's thread. Lifetime: held by its pending operations and by the server until it is gone.
class HttpConnection : public std::enable_shared_from_this<HttpConnection> {
 public:
  HttpConnection(std::uint64_t id, Socket socket, std::string remote, std::shared_ptr<HttpShared> shared);
  ~HttpConnection();

  void start();
  void finish_up();  ///< answers what was asked, then closes
  void drop();       ///< at once
  void close();      ///< what was written still arrives
  void answer(std::uint64_t slot, HttpResponse response);

  /// We owe it nothing: it is idle, or in the middle of asking.
  bool waits_for_client() const { return slots_.empty(); }
  std::uint64_t waiting_since() const { return waiting_since_; }  ///< smaller is longer ago

 private:
  struct Reader;  // Beast's buffer, parser and serializer: kept out of the header
  struct Slot {
    bool ready = false;
    bool head = false;  // HEAD: no body
    bool keep_alive = true;
    unsigned version = 11;
    HttpResponse response;
  };

  template <class F>
  auto on(F f);
  void read_next();
  void read_header();
  void read_body();
  void read_failed(boost::system::error_code error);
  void take_request();
  bool take_upgrade(const HttpRequest& request);
  void refuse(int status, std::string text);
  void arm_reading(std::chrono::nanoseconds limit);
  void write_next();
  bool last_one() const;
  void written(boost::system::error_code error, bool keep_alive);
  void linger();
  void discard();

  const std::uint64_t id_;
  Socket socket_;
  const std::string remote_;
  const std::shared_ptr<HttpShared> shared_;
  Timer reading_limit_, writing_limit_;
  std::unique_ptr<Reader> reader_;
  std::deque<Slot> slots_;        // asked and not yet answered, oldest first
  std::uint64_t first_slot_ = 0;  // number of slots_.front()
  std::uint64_t waiting_since_ = 0;
  bool reading_ = false, in_request_ = false, timed_out_ = false;
  bool no_more_requests_ = false, finishing_ = false, writing_ = false, gone_ = false;
};

}  // namespace tickbard::net
