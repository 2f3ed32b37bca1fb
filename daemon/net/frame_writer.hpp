#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>

namespace tickbard::net {

enum class FrameOpcode : std::uint8_t { text = 1, close = 8, ping = 9, pong = 10 };

/// One whole frame as a client sends it: masked with `mask`, which nobody may foretell (RFC 6455, 5.3).
std::string client_frame(FrameOpcode opcode, std::string_view payload, std::uint32_t mask);

/// What a websocket client has yet to say, frame by frame, without a socket.
/// Owner: the thread of the connection. Bounded: of pongs only the newest waits, as RFC 6455, 5.5.3 allows; texts
/// are the caller's affair. After close() nothing more is taken.
class FrameWriter {
 public:
  void text(std::string_view text);
  void ping();
  void pong(std::string_view bytes);  ///< of the ping it answers
  void close(std::uint16_t code);     ///< after what was taken before
  void forget();                      ///< what was taken and not yet given by next()

  /// The next frame to send; empty: there is none. Lives until the next call.
  std::string_view next();
  bool closed() const { return closed_; }  ///< the close frame was given

 private:
  std::deque<std::string> waiting_;
  std::optional<std::string> pong_;
  std::string sending_;
  bool closing_ = false, closed_ = false;
};

}  // namespace tickbard::net
