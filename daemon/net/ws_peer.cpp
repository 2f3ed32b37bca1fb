#include "daemon/net/ws_peer.hpp"

#include <utility>

#include "daemon/net/ws_session.hpp"

namespace tickbard {

WsPeer::WsPeer(std::shared_ptr<Session> session) : session_(std::move(session)) {}
WsPeer::~WsPeer() = default;

std::uint64_t WsPeer::id() const {
  return session_->id;
}

std::string_view WsPeer::path() const {
  const std::string_view target = session_->target;
  return target.substr(0, target.find('?'));
}

std::string_view WsPeer::query() const {
  const std::string_view target = session_->target;
  const auto mark = target.find('?');
  return mark == std::string_view::npos ? std::string_view{} : target.substr(mark + 1);
}

std::string_view WsPeer::remote() const {
  return session_->remote;
}

bool WsPeer::send(std::string text) {
  return session_->send(std::make_shared<const std::string>(std::move(text)));
}
bool WsPeer::send(std::shared_ptr<const std::string> text) {
  return session_->send(std::move(text));
}

std::size_t WsPeer::queued_bytes() const {
  return session_->queued_bytes;
}
void WsPeer::ping() {
  session_->ping();
}
void WsPeer::close(std::uint16_t code, std::string_view reason) {
  session_->close(code, reason);
}
void WsPeer::drop() {
  session_->drop();
}
void WsPeer::pause_reading() {
  session_->pause_reading();
}
void WsPeer::resume_reading() {
  session_->resume_reading();
}

}  // namespace tickbard
