#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "daemon/net/url.hpp"

namespace tickbard::net {

/// The HTTP request that turns a connection into a websocket, and the answer to it, without a socket.
/// No extension and no subprotocol is offered. Owner: the thread of the connection.
/// Errors: state() failed, with words.
class WsUpgrade {
 public:
  enum class State {
    waiting,  ///< the answer is not complete
    open,     ///< the server agreed; rest() are its first frames
    refused,  ///< it answered with another status()
    failed,   ///< that is no answer of a websocket server: why()
  };

  explicit WsUpgrade(const Url& url);
  ~WsUpgrade();
  WsUpgrade(const WsUpgrade&) = delete;
  WsUpgrade& operator=(const WsUpgrade&) = delete;

  const std::string& request() const;
  State take(std::string_view bytes);  ///< what came in; nothing more after the answer is complete
  std::string_view rest() const;       ///< what came in behind the answer

  unsigned status() const;
  std::string reason() const;  ///< the server's word for the status
  std::string server() const;  ///< how it names itself; empty if it does not
  const std::string& why() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace tickbard::net
