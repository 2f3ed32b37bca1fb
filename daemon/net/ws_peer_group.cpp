#include "daemon/net/ws_peer_group.hpp"

#include <utility>
#include <vector>

#include "daemon/net/tls.hpp"
#include "daemon/net/ws_session.hpp"

namespace tickbard::net {

void WsPeerGroup::adopt(Socket socket, std::string remote, std::string already_read) {
  auto session = make_ws_session(std::move(socket), tls_ ? &tls_->context() : nullptr, shared_from_this());
  session->id = ++last_id_;
  session->remote = std::move(remote);
  sessions_.emplace(session->id, session);
  session->start(std::move(already_read));
}

void WsPeerGroup::gone(std::uint64_t id, bool was_open) {
  if (sessions_.erase(id) == 0) return;
  if (was_open) --open_;
  if (on_gone) on_gone();
}

void WsPeerGroup::close_all() {
  std::vector<std::shared_ptr<WsPeer::Session>> all;  // closing may take sessions out of the map
  for (const auto& [id, session] : sessions_) all.push_back(session);
  for (const auto& session : all) session->close(1001, "the server stops");
}

void WsPeerGroup::drop_all() {
  on_gone = {};
  for (const auto& [id, session] : std::exchange(sessions_, {})) session->abandon();
  open_ = 0;
}

}  // namespace tickbard::net
