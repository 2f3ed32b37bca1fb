#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "daemon/net/ws_peer.hpp"

namespace boost::asio {
class io_context;
}

namespace tickbard {

struct HttpRequest {
  std::string method;  ///< "GET"
  std::string target;  ///< as sent: "/charts/AAPL?interval=1m"
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  std::string remote;  ///< "127.0.0.1:40312"

  std::string_view header(std::string_view name) const;  ///< case-insensitive; empty if absent
  std::string_view path() const;                         ///< target up to '?'
  std::string_view query() const;                        ///< after '?'
};

struct HttpResponse {
  int status = 200;
  std::string content_type = "text/plain; charset=utf-8";
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;
};

/// Answers one request; from any thread, now or later; the second call does nothing.
/// If it is dropped unanswered, the client gets 500.
using HttpRespond = std::function<void(HttpResponse)>;
using HttpHandler = std::function<void(HttpRequest, HttpRespond)>;

struct HttpServerOptions {
  std::string host = "127.0.0.1";
  std::uint16_t port = 0;               ///< 0: a free one
  std::size_t max_connections = 256;    ///< one more takes the place of the one that keeps us waiting longest
  std::size_t header_bytes = 16 << 10;  ///< more: 431
  std::size_t body_bytes = 64 << 10;    ///< more: 413
  std::size_t pipeline = 16;            ///< unanswered requests of one connection; beyond, it is not read
  std::chrono::nanoseconds read_timeout = std::chrono::seconds{10};   ///< for one request, from its first byte
  std::chrono::nanoseconds idle_timeout = std::chrono::seconds{60};   ///< between requests
  std::chrono::nanoseconds write_timeout = std::chrono::seconds{30};  ///< for one response
  std::string server_name = "tickbard";                               ///< the Server header
  WsPeerLimits ws_limits;
};

/// Websockets on the same port: `admit` decides on each upgrade request. Empty: go on; else that response is sent
/// and nothing is upgraded. Without `admit` no upgrade is offered.
struct HttpUpgrade {
  std::function<std::unique_ptr<HttpResponse>(const HttpRequest&)> admit;
  WsHandlers handlers;
};

/// HTTP/1.1 with keep-alive and pipelining on an io_context that the caller runs on one thread. HEAD is answered
/// as GET without a body: the handler sees method "HEAD". Malformed requests are answered 400 and never reach the
/// handler. With all places taken, a new connection drops the one that has been idle, or in the middle of its
/// request, for longest, so that connections which never ask keep nobody out; while every one is being answered,
/// it waits. Owner: that thread, except port(), url() and the HttpRespond functions. Errors: the constructor
/// throws std::runtime_error with a sentence if it cannot listen. Lifetime: the destructor drops every connection;
/// answers given later go nowhere.
class HttpServer {
 public:
  HttpServer(boost::asio::io_context& io, HttpServerOptions options, HttpHandler handler,
             HttpUpgrade upgrade = {});
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  std::uint16_t port() const;
  std::string url() const;          ///< "http://127.0.0.1:PORT"
  std::size_t connections() const;  ///< HTTP ones and upgraded ones
  void stop();                      ///< accepts no more; what was asked is answered, then closed

  struct Impl;

 private:
  std::shared_ptr<Impl> impl_;
};

}  // namespace tickbard
