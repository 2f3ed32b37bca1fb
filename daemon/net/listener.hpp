#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "daemon/net/socket.hpp"

namespace tickbard::net {

/// Accepts TCP connections while its owner has room for them; further ones wait in the kernel's queue.
/// Owner: the io_context's thread. Errors: the constructor throws std::runtime_error with a sentence.
/// Lifetime: shared with its pending accept; after stop() it calls nobody.
class Listener : public std::enable_shared_from_this<Listener> {
 public:
  struct User {
    std::function<bool()> has_room;
    std::function<void(Socket, std::string remote)> take;
  };

  Listener(boost::asio::io_context& io, const std::string& host, std::uint16_t port, User user);

  void start() { accept(); }
  void room_again();  ///< a connection ended
  void stop();
  const Tcp::endpoint& endpoint() const { return endpoint_; }

 private:
  void accept();

  Acceptor acceptor_;
  Timer pause_;
  User user_;
  Tcp::endpoint endpoint_;
  bool accepting_ = false;
  bool stopped_ = false;
};

}  // namespace tickbard::net
