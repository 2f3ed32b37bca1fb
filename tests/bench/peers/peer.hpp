#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

namespace tickbard::test {

struct Sums;

/// What a peer is asked to take, and its time: of the whole process, without that for the first `uncounted`
/// trades. This header is C++17: websocketpp is no C++20.
class Peer {
 public:
  static constexpr std::size_t kPadding = 64;  ///< readable behind a message: simdjson's

  Peer(std::uint64_t trades, std::uint64_t uncounted);
  ~Peer();
  Peer(const Peer&) = delete;
  Peer& operator=(const Peer&) = delete;

  /// One message. True: it was the last. Errors: throws.
  bool take(std::string_view message);

  double ns_a_trade() const;
  Sums sums() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// Each connects to a websocket server on this machine, as its users write it, until the peer has taken all.
void receive_with_beast(std::uint16_t port, Peer& peer);
void receive_with_websocketpp(std::uint16_t port, Peer& peer);
void receive_with_libwebsockets(std::uint16_t port, Peer& peer);

}  // namespace tickbard::test
