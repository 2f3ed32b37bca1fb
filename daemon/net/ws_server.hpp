#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

#include "daemon/net/ws_peer.hpp"

namespace boost::asio {
class io_context;
}

namespace tickbard {

class TlsContext;

struct WsServerOptions {
  std::string host = "127.0.0.1";
  std::uint16_t port = 0;        ///< 0: a free one
  std::size_t max_peers = 1000;  ///< further ones wait unaccepted
  std::chrono::nanoseconds handshake_timeout = std::chrono::seconds{10};
  WsPeerLimits limits;
  const TlsContext* tls = nullptr;  ///< nullptr: plain; outlives the server
};

/// A websocket server on an io_context that the caller runs on one thread.
/// Owner: that thread, except port() and url(). Errors: the constructor throws std::runtime_error with a sentence
/// if it cannot listen. Lifetime: the destructor drops every peer without on_close; stop() first closes them
/// politely.
class WsServer {
 public:
  WsServer(boost::asio::io_context& io, WsServerOptions options, WsHandlers handlers);
  ~WsServer();
  WsServer(const WsServer&) = delete;
  WsServer& operator=(const WsServer&) = delete;

  std::uint16_t port() const;
  std::string url() const;    ///< "ws://127.0.0.1:PORT"
  std::size_t peers() const;  ///< open ones
  void stop();                ///< accepts no more, closes every peer with 1001

  struct Impl;

 private:
  std::shared_ptr<Impl> impl_;
};

}  // namespace tickbard
