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
  return try_or_poll(1);
}

bool AsioReactor::spin_one() {
  return try_or_poll(SpinReaders::kRounds);
}

bool AsioReactor::try_or_poll(int rounds) {
  const bool found = spin_readers_.try_rounds(rounds);
  if (found && !spin_readers_.others_due()) return true;
  return io_.poll_one() != 0 || found;
}

void AsioReactor::wait_one(std::chrono::nanoseconds timeout) {
  if (!bell_.begin_nap()) return;
  io_.run_one_for(timeout);
  bell_.end_nap();
}

}  // namespace tickbard
