#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "aggregator/core/time.hpp"
#include "daemon/net/url.hpp"

namespace boost::asio {
class io_context;
}

namespace tickbard {

class SpinReaders;
class TlsContext;

struct WsClientOptions {
  Url url;
  const TlsContext* tls = nullptr;                                      ///< needed for wss; outlives the client
  std::chrono::nanoseconds connect_timeout = std::chrono::seconds{10};  ///< name, TCP, TLS and upgrade together
  SpinReaders* spin = nullptr;           ///< whose thread never sleeps, and tries it; outlives the client
  std::size_t message_bytes = 16 << 20;  ///< a longer message ends the connection (1009)
};

enum class WsEndKind : std::uint8_t {
  connect_failed,  ///< name, TCP, or a timeout before the upgrade was through
  tls_failed,      ///< certificate or handshake
  refused,         ///< the server answered the upgrade with `http_status`
  closed,          ///< it was open, and ended; `close_code` if the server sent one
};

/// How a connection ended.
struct WsEnd {
  WsEndKind kind = WsEndKind::closed;
  int http_status = 0;
  std::uint16_t close_code = 1006;
  std::string close_text;  ///< the server's words
  std::string sentence;    ///< what failed, with which host, what to do; never a path, a query or a header
  std::optional<MonoTime> deaf_since{};  ///< its goodbye, or nonsense, was read then, and nothing after it
};

/// All called on the io_context's thread.
struct WsClientHandlers {
  std::function<void()> on_open;
  /// One complete message. 64 readable bytes follow it (simdjson's padding); the view dies with the call.
  std::function<void(std::string_view)> on_message;
  std::function<void()> on_control;    ///< a ping or a pong came in
  std::function<void()> on_caught_up;  ///< after the last of the messages that came in with one read
  std::function<void(const WsEnd&)>
      on_end;  ///< exactly once, unless the client is destroyed first; may destroy it
};

/// One websocket connection, made once and not again: retrying is the session's affair.
/// Owner: the thread of the io_context. Errors: on_end.
/// Lifetime: the destructor ends the connection at once; no handler is called afterwards.
class WsClient {
 public:
  WsClient(boost::asio::io_context& io, WsClientOptions options, WsClientHandlers handlers);
  ~WsClient();
  WsClient(const WsClient&) = delete;
  WsClient& operator=(const WsClient&) = delete;

  void start();
  void send(std::string text);  ///< in order; before on_open: nothing happens
  void ping();
  void pause_reading();  ///< after the message in hand; TCP then pushes back
  void resume_reading();
  std::string server() const;  ///< after on_open: how the server names itself; empty if it does not
  void close();  ///< says goodbye (1000) and ends; on_end follows, within a second even from a mute server

  struct Impl;

 private:
  std::shared_ptr<Impl> impl_;
};

}  // namespace tickbard
