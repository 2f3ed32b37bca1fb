#include "sinks/patience.hpp"

#include <sys/socket.h>

namespace tickbard {

Patience::~Patience() {
  {
    const std::lock_guard lock(mutex_);
    ended_ = true;
  }
  changed_.notify_one();
  if (thread_.joinable()) thread_.join();
}

Patience::Watch::Watch(Patience& patience, int socket) : patience_(patience), socket_(socket) {
  if (!patience_.thread_.joinable()) patience_.thread_ = std::thread([&p = patience_] { p.run(); });
  renew();
}

void Patience::Watch::renew() {
  {
    const std::lock_guard lock(patience_.mutex_);
    patience_.socket_ = socket_;
    ++patience_.watches_;
  }
  patience_.changed_.notify_one();
}

Patience::Watch::~Watch() {
  {
    const std::lock_guard lock(patience_.mutex_);
    patience_.socket_ = -1;
  }
  patience_.changed_.notify_one();
}

void Patience::run() {
  std::unique_lock lock(mutex_);
  while (!ended_) {
    if (socket_ < 0) {
      changed_.wait(lock);
      continue;
    }
    const unsigned watch = watches_;
    const auto over = [&] { return ended_ || socket_ < 0 || watches_ != watch; };
    // Under the lock: the socket cannot be closed, and its number given to another file, before the shutdown.
    if (!changed_.wait_for(lock, limit_, over)) {
      ::shutdown(socket_, SHUT_RDWR);
      socket_ = -1;
    }
  }
}

}  // namespace tickbard
