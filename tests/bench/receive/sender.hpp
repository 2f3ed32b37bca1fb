#pragma once

#include <openssl/types.h>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <ctime>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "daemon/runtime/named_thread.hpp"

namespace tickbard::test {

/// The sender's end of the connection, with TLS or without.
struct Channel {
  int fd;
  SSL* ssl;

  bool write(std::string_view bytes) const;  ///< waits until all is taken; false: the client has gone
  /// The same by pieces, each once the client's window has room for it, so that TCP sends it at once. What waits
  /// for room is sent by the kernel when the client reads, and where both are one machine, at the client's cost.
  /// The sender looks for room all the time: it needs a processor of its own.
  bool stream(std::string_view bytes) const;
  std::string read() const;  ///< empty: likewise

 private:
  bool has_room(std::size_t bytes) const;
};

/// How much a reader is to take.
struct Amount {
  std::size_t bytes = 0, messages = 0;
};

/// One size of message: `block` (whole frames) again and again.
struct Load {
  std::size_t message_bytes = 0;
  std::string block;
  std::size_t messages_a_block = 0;
  std::size_t blocks = 0;

  Load(std::size_t message_size, std::size_t total_bytes);
  Amount amount() const { return {block.size() * blocks, messages_a_block * blocks}; }
  void send(const Channel& channel) const;
};

/// A websocket server for one connection, on a thread of its own: agrees to the upgrade, says its piece, and waits
/// until the client hangs up. Lifetime: what the piece refers to and the context outlive it; the destructor waits
/// for the client's end.
class Sender {
 public:
  using Piece = std::function<void(const Channel&)>;

  /// `tls`: nullptr for plain TCP. `core`: to keep to; none: those of its maker.
  explicit Sender(Piece piece, SSL_CTX* tls = nullptr, std::optional<int> core = 0);
  ~Sender();
  std::uint16_t port() const { return port_; }

  /// The client will not come, or has gone: nothing waits for it any more.
  void give_up() const;

  /// ns of the processor that it has taken so far. Any thread.
  double cpu_ns() const;

 private:
  void run(int connection) const;

  const Piece piece_;
  SSL_CTX* const tls_;
  int listener_ = -1;
  std::uint16_t port_ = 0;
  std::atomic<clockid_t> clock_{0};
  std::atomic<double> spent_{0};  ///< once it has ended
  NamedThread thread_;
};

}  // namespace tickbard::test
