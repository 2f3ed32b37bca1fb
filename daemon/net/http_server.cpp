#include "daemon/net/http_server.hpp"

#include <algorithm>
#include <cctype>
#include <map>
#include <optional>
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
  struct Accepted {
    net::Socket socket;
    std::string remote;
  };
  std::optional<Accepted> without_place;  ///< accepted when one could be dropped, which then asked after all

  std::size_t count() const { return connections.size() + websockets->size(); }
  bool full() const { return count() >= shared->options.max_connections; }

  /// Of those that we owe nothing, the one that has waited longest; nullptr if there is none.
  std::shared_ptr<net::HttpConnection> droppable() const {
    std::shared_ptr<net::HttpConnection> found;
    for (const auto& [id, connection] : connections) {
      if (!connection->waits_for_client()) continue;
      if (!found || connection->waiting_since() < found->waiting_since()) found = connection;
    }
    return found;
  }

  bool may_accept() const { return !without_place && (!full() || droppable() != nullptr); }

  void take(Accepted accepted) {
    if (full()) {
      if (const auto longest = droppable()) longest->close();
    }
    if (full()) {
      without_place.emplace(std::move(accepted));
      return;
    }
    const std::uint64_t id = ++last_id;
    auto connection =
        std::make_shared<net::HttpConnection>(id, std::move(accepted.socket), std::move(accepted.remote), shared);
    connections.emplace(id, connection);
    connection->start();
  }

  /// There may be a place again.
  void room_again() {
    if (without_place) {
      Accepted accepted = std::move(*without_place);
      without_place.reset();  // first: taking it may close another, which ends here again
      take(std::move(accepted));
    }
    listener->room_again();
  }

  void gone(std::uint64_t id) {
    connections.erase(id);
    room_again();
  }
};

HttpServer::HttpServer(boost::asio::io_context& io, HttpServerOptions options, HttpHandler handler,
                       HttpUpgrade upgrade)
    : impl_(std::make_shared<Impl>()) {
  Impl* const impl = impl_.get();  // everything that holds it is cut off in the destructor
  impl->websockets =
      std::make_shared<net::WsPeerGroup>(upgrade.handlers, options.ws_limits, options.read_timeout, nullptr);
  impl->websockets->on_gone = [impl] { impl->room_again(); };
  net::Listener::User user;
  user.has_room = [impl] { return impl->may_accept(); };
  user.take = [impl](net::Socket socket, std::string remote) {
    impl->take({std::move(socket), std::move(remote)});
  };
  impl->listener = std::make_shared<net::Listener>(io, options.host, options.port, std::move(user));
  impl->shared->options = std::move(options);
  impl->shared->handler = std::move(handler);
  impl->shared->upgrade = std::move(upgrade);
  impl->shared->take_websocket = [impl](net::Socket socket, std::string remote, std::string already_read) {
    impl->websockets->adopt(std::move(socket), std::move(remote), std::move(already_read));
  };
  impl->shared->gone = [impl](std::uint64_t id) { impl->gone(id); };
  impl->shared->waits = [impl] { impl->room_again(); };
  impl->listener->start();
}

HttpServer::~HttpServer() {
  {
    std::lock_guard lock(impl_->shared->gate->mutex);
    impl_->shared->gate->open = false;
  }
  impl_->listener->stop();
  impl_->without_place.reset();
  impl_->websockets->drop_all();
  impl_->shared->gone = [](std::uint64_t) {};
  impl_->shared->waits = [] {};
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
  impl_->without_place.reset();
  impl_->websockets->close_all();
  const auto all = impl_->connections;  // closing may take connections out of the map
  for (const auto& [id, connection] : all) connection->finish_up();
}

}  // namespace tickbard
