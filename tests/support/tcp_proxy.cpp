#include "tests/support/tcp_proxy.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <stdexcept>
#include <vector>

namespace tickbard::test {

namespace {

sockaddr_in loopback(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  return address;
}

bool send_all(int fd, const char* bytes, std::size_t size) {
  while (size != 0) {
    const ssize_t n = ::send(fd, bytes, size, MSG_NOSIGNAL);
    if (n <= 0) return false;
    bytes += n;
    size -= static_cast<std::size_t>(n);
  }
  return true;
}

}  // namespace

TcpProxy::TcpProxy(int server_port) : server_port_(server_port) {
  listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = loopback(0);
  socklen_t size = sizeof address;
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  if (::bind(listener_, generic, size) != 0 || ::listen(listener_, 16) != 0 ||
      ::getsockname(listener_, generic, &size) != 0 || ::pipe2(wake_, O_CLOEXEC) != 0) {
    throw std::runtime_error("the proxy cannot listen on 127.0.0.1");
  }
  port_ = ntohs(address.sin_port);
  thread_ = std::thread([this] { run(); });
}

TcpProxy::~TcpProxy() {
  {
    const std::lock_guard lock(mutex_);
    ended_ = true;
  }
  (void)!::write(wake_[1], "x", 1);
  thread_.join();
  for (Pair& pair : pairs_) end(pair);
  for (const int fd : {listener_, wake_[0], wake_[1]}) ::close(fd);
}

std::uint64_t TcpProxy::bytes_to_server() const {
  const std::lock_guard lock(mutex_);
  return sent_;
}
void TcpProxy::cut_after(std::uint64_t bytes) {
  const std::lock_guard lock(mutex_);
  left_ = bytes;
  cut_ = false;
}
void TcpProxy::cut_instead_of(std::string answer) {
  const std::lock_guard lock(mutex_);
  instead_of_ = std::move(answer);
  cut_ = false;
}
bool TcpProxy::has_cut() const {
  const std::lock_guard lock(mutex_);
  return cut_;
}
void TcpProxy::swallow(bool on) {
  const std::lock_guard lock(mutex_);
  swallow_ = on;
}
void TcpProxy::slow_down(std::size_t bytes) {
  const std::lock_guard lock(mutex_);
  at_once_ = bytes;
}

void TcpProxy::end(Pair& pair) {
  ::close(pair.client);
  ::close(pair.server);
}

void TcpProxy::accept_one() {
  Pair pair;
  pair.client = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
  pair.server = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = loopback(server_port_);
  if (::connect(pair.server, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) return end(pair);
  pairs_.push_back(pair);
}

/// False: the pair is to be ended.
bool TcpProxy::pass(Pair& pair, bool to_server) {
  std::vector<char> bytes(65'536);
  std::unique_lock lock(mutex_);
  const ssize_t n =
      ::recv(to_server ? pair.client : pair.server, bytes.data(), std::min(bytes.size(), at_once_), 0);
  if (n <= 0) return false;
  if (swallow_) return true;
  auto size = static_cast<std::size_t>(n);
  bool cut = false;
  if (to_server && left_) {
    cut = size >= *left_;
    size = std::min(size, static_cast<std::size_t>(*left_));
    *left_ -= size;
  }
  if (!to_server && !instead_of_.empty()) {
    cut =
        std::search(bytes.begin(), bytes.begin() + n, instead_of_.begin(), instead_of_.end()) != bytes.begin() + n;
  }
  if (cut) {
    left_.reset();
    instead_of_.clear();
    cut_ = true;
  }
  if (to_server) sent_ += size;
  lock.unlock();
  if (cut && !to_server) return false;
  return send_all(to_server ? pair.server : pair.client, bytes.data(), size) && !cut;
}

void TcpProxy::run() {
  for (;;) {
    bool slow = false;
    {
      const std::lock_guard lock(mutex_);
      if (ended_) return;
      slow = at_once_ < 65'536;
    }
    if (slow) ::poll(nullptr, 0, 1);
    std::vector<pollfd> wait{{listener_, POLLIN, 0}, {wake_[0], POLLIN, 0}};
    for (const Pair& pair : pairs_) {
      wait.push_back({pair.client, POLLIN, 0});
      wait.push_back({pair.server, POLLIN, 0});
    }
    if (::poll(wait.data(), wait.size(), -1) < 0) continue;
    std::size_t at = 2;
    for (auto pair = pairs_.begin(); pair != pairs_.end(); at += 2) {
      const bool alive =
          (wait[at].revents == 0 || pass(*pair, true)) && (wait[at + 1].revents == 0 || pass(*pair, false));
      if (!alive) end(*pair);
      pair = alive ? std::next(pair) : pairs_.erase(pair);
    }
    if (wait[0].revents != 0) accept_one();
  }
}

}  // namespace tickbard::test
