#pragma once

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <condition_variable>
#include <cstring>
#include <future>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "daemon/net/http_server.hpp"
#include "daemon/runtime/clock.hpp"

namespace tickbard::test {

using namespace std::chrono_literals;

inline bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

/// A raw TCP connection: sees every byte the server sends.
class Raw {
 public:
  explicit Raw(std::uint16_t port) : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in a{};
    a.sin_family = AF_INET;
    a.sin_port = htons(port);
    a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    sockaddr generic;
    std::memcpy(&generic, &a, sizeof a);
    EXPECT_EQ(::connect(fd_, &generic, sizeof a), 0);
    const timeval limit{20, 0};
    ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  }
  ~Raw() { ::close(fd_); }
  Raw(const Raw&) = delete;
  Raw& operator=(const Raw&) = delete;

  void send(std::string_view bytes) {
    EXPECT_EQ(::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL), ssize_t(bytes.size()));
  }
  /// Reads on until `part` is there (true), or the connection ends.
  bool read_to(std::string_view part) {
    while (!has(got, part)) {
      char buffer[4096];
      const ssize_t n = ::recv(fd_, buffer, sizeof buffer, 0);
      if (n <= 0) return false;
      got.append(buffer, static_cast<std::size_t>(n));
    }
    return true;
  }
  std::string read_all() {
    read_to("\x01never\x01");
    return got;
  }

  std::string got;

 private:
  int fd_;
};

/// The server on a thread of its own. Answers the target, except: /later waits for answer_later(), /forget is
/// dropped.
class Server {
 public:
  explicit Server(HttpServerOptions options = {}, HttpUpgrade upgrade = {})
      : server_(std::make_unique<HttpServer>(
            io_, std::move(options), [this](HttpRequest q, HttpRespond r) { handle(std::move(q), std::move(r)); },
            std::move(upgrade))),
        thread_([this] { io_.run(); }) {}
  ~Server() {
    boost::asio::post(io_, [this] {
      server_.reset();
      io_.stop();
    });
    thread_.join();
  }

  std::uint16_t port() const { return server_->port(); }
  void stop() {
    boost::asio::post(io_, [this] { server_->stop(); });
  }
  std::vector<HttpRequest> requests() {
    std::lock_guard lock(mutex_);
    return requests_;
  }
  HttpRespond later() {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, 20s, [&] { return later_ != nullptr; });
    return std::exchange(later_, nullptr);
  }
  std::size_t connections() {
    std::promise<std::size_t> answer;
    boost::asio::post(io_, [&] { answer.set_value(server_->connections()); });
    return answer.get_future().get();
  }

 private:
  void handle(HttpRequest request, HttpRespond respond) {
    std::lock_guard lock(mutex_);
    requests_.push_back(request);
    if (request.target == "/later") {
      later_ = std::move(respond);
      changed_.notify_all();
    } else if (request.target != "/forget") {
      HttpResponse r;
      r.body = request.method + " " + request.target + " " + request.body + "\n";
      r.headers.emplace_back("X-Test", "yes");
      respond(std::move(r));
    }
  }

  boost::asio::io_context io_{1};
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<HttpRequest> requests_;
  HttpRespond later_;
  std::unique_ptr<HttpServer> server_;
  std::thread thread_;
};

}  // namespace tickbard::test
