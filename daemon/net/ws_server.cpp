#include "daemon/net/ws_server.hpp"

#include <utility>

#include "daemon/net/listener.hpp"
#include "daemon/net/ws_peer_group.hpp"

namespace tickbard {

struct WsServer::Impl {
  std::shared_ptr<net::WsPeerGroup> group;
  std::shared_ptr<net::Listener> listener;
  bool tls = false;
};

WsServer::WsServer(boost::asio::io_context& io, WsServerOptions options, WsHandlers handlers)
    : impl_(std::make_shared<Impl>()) {
  impl_->tls = options.tls != nullptr;
  auto group = std::make_shared<net::WsPeerGroup>(std::move(handlers), options.limits, options.handshake_timeout,
                                                  options.tls);
  net::Listener::User user;
  user.has_room = [group, most = options.max_peers] { return group->size() < most; };
  user.take = [group](net::Socket socket, std::string remote) {
    group->adopt(std::move(socket), std::move(remote), {});
  };
  impl_->listener = std::make_shared<net::Listener>(io, options.host, options.port, std::move(user));
  group->on_gone = [listener = std::weak_ptr(impl_->listener)] {
    if (const auto l = listener.lock()) l->room_again();
  };
  impl_->group = std::move(group);
  impl_->listener->start();
}

WsServer::~WsServer() {
  impl_->listener->stop();
  impl_->group->drop_all();
}

std::uint16_t WsServer::port() const {
  return impl_->listener->endpoint().port();
}
std::string WsServer::url() const {
  return (impl_->tls ? "wss://" : "ws://") + net::text_of(impl_->listener->endpoint());
}
std::size_t WsServer::peers() const {
  return impl_->group->open();
}

void WsServer::stop() {
  impl_->listener->stop();
  impl_->group->close_all();
}

}  // namespace tickbard
