#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace tickbard {

/// One client of a websocket server, from the upgrade to the end of its connection.
/// Owner: the thread of the server's io_context; every member is called there (post to it from elsewhere).
/// Errors: none thrown; a send that cannot be kept says so.
/// Lifetime: shared. After on_close every call is harmless and does nothing.
class WsPeer {
 public:
  struct Session;  // the socket; in ws_peer.cpp

  explicit WsPeer(std::shared_ptr<Session> session);
  ~WsPeer();

  std::uint64_t id() const;         ///< 1, 2, 3 … in the order of arrival
  std::string_view path() const;    ///< target without the query: "/stocks"
  std::string_view query() const;   ///< what follows '?'; empty if nothing
  std::string_view remote() const;  ///< "127.0.0.1:40312"

  /// Queues one text message. False: the send queue is full or the peer is gone; the message was not taken.
  bool send(std::string text);
  /// As send, for one text that goes to many.
  bool send(std::shared_ptr<const std::string> text);

  std::size_t queued_bytes() const;  ///< not yet given to the kernel
  void ping();
  void close(std::uint16_t code = 1000, std::string_view reason = {});  ///< after what is queued
  void drop();           ///< ends the TCP connection without a word (RST)
  void pause_reading();  ///< takes nothing from the socket any more: not even pings are answered
  void resume_reading();

 private:
  std::shared_ptr<Session> session_;
};

using WsPeerPtr = std::shared_ptr<WsPeer>;

/// What a websocket server tells its user, all on the io_context's thread. Empty functions are allowed.
struct WsHandlers {
  std::function<void(const WsPeerPtr&)> on_open;
  std::function<void(const WsPeerPtr&, std::string_view message)> on_message;
  std::function<void(const WsPeerPtr&)> on_drained;  ///< the send queue became empty: give more
  /// Once for each on_open. code 1006: no close frame came.
  std::function<void(const WsPeerPtr&, std::uint16_t code, std::string_view reason)> on_close;
};

struct WsPeerLimits {
  std::size_t message_bytes = 1 << 20;      ///< a longer message ends the connection (1009)
  std::size_t send_queue_bytes = 16 << 20;  ///< beyond: send() refuses
  std::size_t fragment_bytes = 0;           ///< > 0: messages are sent in frames of this size
  std::string server_name = "tickbard";     ///< the Server header of the upgrade's answer
};

}  // namespace tickbard
