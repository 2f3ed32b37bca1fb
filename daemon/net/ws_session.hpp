#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "daemon/net/socket.hpp"
#include "daemon/net/ws_peer.hpp"

namespace boost::asio::ssl {
class context;
}

namespace tickbard {

namespace net {
class WsPeerGroup;
}

/// What a WsPeer stands for, over TCP or over TLS. The one internal interface of this folder: the two transports
/// are two instantiations of one template in ws_session.cpp.
struct WsPeer::Session {
  virtual ~Session() = default;
  virtual void start(std::string already_read) = 0;
  virtual bool send(std::shared_ptr<const std::string> text) = 0;
  virtual void ping() = 0;
  virtual void close(std::uint16_t code, std::string_view reason) = 0;
  virtual void drop() = 0;
  virtual void abandon() = 0;  ///< drop without telling anybody
  virtual void pause_reading() = 0;
  virtual void resume_reading() = 0;

  std::uint64_t id = 0;
  std::string remote;
  std::string target = "/";
  std::size_t queued_bytes = 0;
};

namespace net {

/// `tls` nullptr: plain TCP.
std::shared_ptr<WsPeer::Session> make_ws_session(Socket socket, boost::asio::ssl::context* tls,
                                                 std::shared_ptr<WsPeerGroup> group);

}  // namespace net
}  // namespace tickbard
