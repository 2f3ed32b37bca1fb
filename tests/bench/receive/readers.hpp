#pragma once

#include <openssl/types.h>

#include <cstdint>

#include "tests/bench/receive/sender.hpp"

namespace tickbard {
class TlsContext;
}

namespace tickbard::test {

/// What one reader took for a message: of the processor, and of the wall clock.
struct Reading {
  double cpu_ns = 0, wall_ns = 0;
};

/// A socket behind a websocket's upgrade, of which nothing is read yet. The caller closes it. Errors: throws.
int open_raw(std::uint16_t port);

/// What the floor reads with, and how slowly.
struct RawWay {
  std::size_t buffer = 0;        ///< bytes that one recv() may take
  double wall_ns_a_message = 0;  ///< 0: as fast as it can
};

/// The floor: recv() into one reused buffer and nothing else. With a pace it spins until so much of the wall clock
/// is over as the other reader took, and the spinning is not counted: where the client is the slower side the
/// kernel does part of the sender's work in the client's recv(), and any reader at that pace pays for it.
Reading read_raw(const Amount& amount, std::uint16_t port, const RawWay& way);
Reading read_raw_tls(const Amount& amount, std::uint16_t port, SSL_CTX* context);  ///< SSL_read(), 256 KB

Reading read_ours(const Load& load, std::uint16_t port, const TlsContext* tls);  ///< WsClient
Reading read_beast(const Load& load, std::uint16_t port);                        ///< websocket::stream::async_read

/// Time since it was made, on this thread.
class Timed {
 public:
  Timed();
  Reading a_message(const Amount& amount, double spun_ns = 0) const;
  double wall() const;  ///< ns

 private:
  double cpu_, wall_;
};

}  // namespace tickbard::test
