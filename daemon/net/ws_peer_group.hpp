#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "daemon/net/socket.hpp"
#include "daemon/net/ws_peer.hpp"

namespace tickbard {
class TlsContext;
}

namespace tickbard::net {

/// The websocket peers of one server, and what they have in common. WsServer and HttpServer hand their sockets
/// over. Owner: the io_context's thread. Lifetime: shared with the peers' pending operations.
class WsPeerGroup : public std::enable_shared_from_this<WsPeerGroup> {
 public:
  WsPeerGroup(WsHandlers handlers, WsPeerLimits limits, std::chrono::nanoseconds handshake_timeout,
              const TlsContext* tls)
      : handlers_(std::move(handlers)), limits_(limits), handshake_timeout_(handshake_timeout), tls_(tls) {}

  /// Reads the upgrade request, of which `already_read` was taken from the socket before, and makes it a peer.
  void adopt(Socket socket, std::string remote, std::string already_read);

  std::size_t size() const { return sessions_.size(); }  ///< with those still shaking hands
  std::size_t open() const { return open_; }
  void close_all();  ///< politely (1001)
  void drop_all();   ///< at once, without on_close

  std::function<void()> on_gone;  ///< a peer's place is free

  // For the peers.
  const WsHandlers& handlers() const { return handlers_; }
  const WsPeerLimits& limits() const { return limits_; }
  std::chrono::nanoseconds handshake_timeout() const { return handshake_timeout_; }
  void opened() { ++open_; }
  void gone(std::uint64_t id, bool was_open);

 private:
  WsHandlers handlers_;
  const WsPeerLimits limits_;
  const std::chrono::nanoseconds handshake_timeout_;
  const TlsContext* tls_;
  std::map<std::uint64_t, std::shared_ptr<WsPeer::Session>> sessions_;
  std::uint64_t last_id_ = 0;
  std::size_t open_ = 0;
};

}  // namespace tickbard::net
