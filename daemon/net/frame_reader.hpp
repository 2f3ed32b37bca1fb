#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "daemon/net/utf8_check.hpp"

namespace tickbard::net {

/// What a websocket server says next.
struct WsWord {
  enum class Kind : std::uint8_t {
    none,    ///< nothing complete: read on
    text,    ///< a message, put together if it came in fragments
    binary,  ///< likewise
    ping,    ///< to be answered with a pong of the same bytes
    pong,
    close,   ///< the last word; `code` 1005 if it named none, `bytes` are its reason
    broken,  ///< the protocol was broken, and there is nothing more to read; `code` is what to close with
  };
  Kind kind = Kind::none;
  std::uint16_t code = 0;
  std::string_view bytes;  ///< `broken`: what was wrong, in words
};

/// The client's end of RFC 6455 without a socket: a server's bytes in, its messages out, by any number in one
/// read.
///
///   read into prepare(), say commit(n), take next() until it says none; again.
///
/// The bytes of a message are where the socket put them, with at least kPadding readable bytes behind (the next
/// frame's, as a rule); only fragments and the frame that a read cut off are moved. Nothing is allocated, except
/// that the buffer grows for a message larger than itself and shrinks again when none came for a while.
/// Checked here: everything of the protocol, and the UTF-8 of close reasons and of text in fragments. Not checked:
/// the UTF-8 of text in one frame, for whoever decodes it checks every byte anyway.
/// Owner: the thread of the connection. Errors: `broken`, then the same again for ever; after `close` nothing.
/// Lifetime: what next() gave lives until the next prepare().
class FrameReader {
 public:
  static constexpr std::size_t kPadding = 64;        ///< simdjson's
  static constexpr std::size_t kRead = 64 << 10;     ///< at most so much in one read, unless a message is larger
  static constexpr std::size_t kBuffer = 128 << 10;  ///< so that it stays in a core's second cache
  static constexpr int kCalm = 256;                  ///< reads without a large message until the buffer shrinks

  explicit FrameReader(std::size_t message_limit);  ///< of bytes; a longer message is `broken` (1009)

  std::span<char> prepare();  ///< room for the next read, never empty
  void commit(std::size_t n) { filled_ += n; }

  WsWord next() {
    // Nearly every frame: a whole message, its length in the first byte or the two after it.
    if (filled_ - at_ >= 4 && !in_message_ && !over_) {
      const auto* const head = reinterpret_cast<const unsigned char*>(buffer_.get() + at_);
      const bool two = head[1] == 126;
      const std::size_t length = two ? static_cast<std::size_t>(head[2]) << 8 | head[3] : head[1];
      const std::size_t header = two ? 4 : 2;
      const bool plain = (head[0] == 0x81 || head[0] == 0x82) && (two ? length >= 126 : length < 126);
      if (plain && length <= limit_ && filled_ - at_ >= header + length) {
        const char* const bytes = buffer_.get() + at_ + header;
        at_ += header + length;
        return {head[0] == 0x81 ? WsWord::Kind::text : WsWord::Kind::binary, 0, {bytes, length}};
      }
    }
    return any_frame();
  }

  std::size_t capacity() const { return capacity_; }

 private:
  struct Header {
    std::size_t size = 0;  ///< its own; 0: not all of it is here
    std::uint64_t length = 0;
    unsigned opcode = 0;
    bool fin = false;
  };

  WsWord any_frame();
  WsWord data_frame(const Header& header);  // `none`: a fragment, and not the last
  WsWord control_frame(const Header& header);
  WsWord close_frame(std::string_view payload);
  WsWord broken(std::uint16_t code, std::string_view what);
  const char* read_header(Header& header) const;  // what is wrong with it, if anything
  const char* wrong_with(unsigned first, unsigned second) const;
  void make_room(std::size_t wanted);
  void move_to(char* place);
  std::size_t kept() const { return (joined_ - message_) + (filled_ - at_); }

  const std::size_t limit_;
  std::size_t capacity_;  // without the padding
  std::unique_ptr<char[]> buffer_;
  std::size_t at_ = 0, filled_ = 0;       // the frames not taken yet, in the buffer
  std::size_t message_ = 0, joined_ = 0;  // the fragments so far, side by side, somewhere before at_
  std::size_t missing_ = 0;               // of the frame at at_, as far as is known
  bool in_message_ = false, text_ = false, over_ = false;
  Utf8Check utf8_;  // of a text in fragments
  WsWord last_;     // what ended it
  int calm_ = 0;
};

}  // namespace tickbard::net
