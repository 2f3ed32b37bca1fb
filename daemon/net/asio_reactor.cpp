#include "daemon/net/asio_reactor.hpp"

#include <algorithm>

#include "daemon/runtime/doorbell.hpp"

namespace tickbard {

AsioReactor::AsioReactor(Doorbell& bell, std::chrono::nanoseconds coalesce)
    : bell_(bell), coalesce_(coalesce), rung_(io_, bell.fd()) {
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
  if (coalesce_.count() != 0 && came_) {
    if (io_.poll_one() != 0) return;
    came_ = false;
    return void(bell_.wait(std::min(coalesce_, timeout)));
  }
  if (!bell_.begin_nap()) return;
  came_ = io_.run_one_for(timeout) != 0;
  bell_.end_nap();
}

}  // namespace tickbard
