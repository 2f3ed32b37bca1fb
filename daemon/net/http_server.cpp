#include "daemon/net/http_server.hpp"

#include <algorithm>
#include <cctype>
#include <map>
#include <utility>

#include "daemon/net/http_connection.hpp"
#include "daemon/net/listener.hpp"
#include "daemon/net/ws_peer_group.hpp"

namespace tickbard {

std::string_view HttpRequest::header(std::string_view name) const {
  const auto same = [name](const auto& field) {
    return std::equal(name.begin(), name.end(), field.first.begin(), field.first.end(), [](char a, char b) {
      return std::tolower(static_cast<unsigned char>(a)) == std::tolower(static_cast<unsigned char>(b));
    });
  };
  const auto found = std::find_if(headers.begin(), headers.end(), same);
  return found == headers.end() ? std::string_view{} : std::string_view{found->second};
}

std::string_view HttpRequest::path() const {
  return std::string_view(target).substr(0, target.find('?'));
}

std::string_view HttpRequest::query() const {
  const auto mark = target.find('?');
  return mark == std::string::npos ? std::string_view{} : std::string_view(target).substr(mark + 1);
}

/// Owner: the io_context's thread.
struct HttpServer::Impl {
  std::shared_ptr<net::HttpShared> shared = std::make_shared<net::HttpShared>();
  std::shared_ptr<net::WsPeerGroup> websockets;
  std::shared_ptr<net::Listener> listener;
  std::map<std::uint64_t, std::shared_ptr<net::HttpConnection>> connections;
  std::uint64_t last_id = 0;

  std::size_t count() const { return connections.size() + websockets->size(); }

  void take(net::Socket socket, std::string remote) {
    const std::uint64_t id = ++last_id;
    auto connection = std::make_shared<net::HttpConnection>(id, std::move(socket), std::move(remote), shared);
    connections.emplace(id, connection);
    connection->start();
  }

  void gone(std::uint64_t id) {
    connections.erase(id);
    listener->room_again();
  }
};

HttpServer::HttpServer(boost::asio::io_context& io, HttpServerOptions options, HttpHandler handler,
                       HttpUpgrade upgrade)
    : impl_(std::make_shared<Impl>()) {
  Impl* const impl = impl_.get();  // everything that holds it is cut off in the destructor
  impl->websockets =
      std::make_shared<net::WsPeerGroup>(upgrade.handlers, options.ws_limits, options.read_timeout, nullptr);
  impl->websockets->on_gone = [impl] { impl->listener->room_again(); };
  net::Listener::User user;
  user.has_room = [impl] { return impl->count() < impl->shared->options.max_connections; };
  user.take = [impl](net::Socket socket, std::string remote) { impl->take(std::move(socket), std::move(remote)); };
  impl->listener = std::make_shared<net::Listener>(io, options.host, options.port, std::move(user));
  impl->shared->options = std::move(options);
  impl->shared->handler = std::move(handler);
  impl->shared->upgrade = std::move(upgrade);
  impl->shared->take_websocket = [impl](net::Socket socket, std::string remote, std::string already_read) {
    impl->websockets->adopt(std::move(socket), std::move(remote), std::move(already_read));
  };
  impl->shared->gone = [impl](std::uint64_t id) { impl->gone(id); };
  impl->listener->start();
}

HttpServer::~HttpServer() {
  {
    std::lock_guard lock(impl_->shared->gate->mutex);
    impl_->shared->gate->open = false;
  }
  impl_->listener->stop();
  impl_->websockets->drop_all();
  impl_->shared->gone = [](std::uint64_t) {};
  for (const auto& [id, connection] : std::exchange(impl_->connections, {})) connection->drop();
}

std::uint16_t HttpServer::port() const {
  return impl_->listener->endpoint().port();
}
std::string HttpServer::url() const {
  return "http://" + net::text_of(impl_->listener->endpoint());
}
std::size_t HttpServer::connections() const {
  return impl_->count();
}

void HttpServer::stop() {
  impl_->listener->stop();
  impl_->websockets->close_all();
  const auto all = impl_->connections;  // closing may take connections out of the map
  for (const auto& [id, connection] : all) connection->finish_up();
}

}  // namespace tickbard
