#include "daemon/net/asio_reactor.hpp"

#include "daemon/runtime/doorbell.hpp"

namespace tickbard {

AsioReactor::AsioReactor(Doorbell& bell) : bell_(bell), rung_(io_, bell.fd()) {
  listen();
}

AsioReactor::~AsioReactor() {
  rung_.release();  // the bell closes it
}

void AsioReactor::listen() {
  rung_.async_wait(boost::asio::posix::stream_descriptor::wait_read, [this](boost::system::error_code error) {
    if (error) return;
    bell_.hush();
    listen();
  });
}

bool AsioReactor::poll_one() {
  return spin_readers_.turn_once([this] { return io_.poll_one() != 0; });
}

bool AsioReactor::spin_one() {
  return spin_readers_.turn([this] { return io_.poll_one() != 0; });
}

void AsioReactor::wait_one(std::chrono::nanoseconds timeout) {
  if (!spin_readers_.empty()) return void(poll_one());  // what is tried rings no bell
  if (!bell_.begin_nap()) return;
  io_.run_one_for(timeout);
  bell_.end_nap();
}

}  // namespace tickbard
