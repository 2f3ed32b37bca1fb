#include "tests/bench/receive/sender.hpp"

#include <arpa/inet.h>
#include <linux/sockios.h>
#include <linux/tcp.h>
#include <openssl/ssl.h>
#include <pthread.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <memory>
#include <stdexcept>
#include <utility>

#include "tests/bench/common/processor.hpp"
#include "tests/support/server_frames.hpp"

namespace tickbard::test {

bool Channel::write(std::string_view bytes) const {
  constexpr std::size_t kMost = 1 << 30;
  while (!bytes.empty()) {
    const std::size_t most = std::min(bytes.size(), kMost);
    const auto n = ssl ? SSL_write(ssl, bytes.data(), static_cast<int>(most))
                       : static_cast<int>(::send(fd, bytes.data(), most, MSG_NOSIGNAL));
    if (n <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
  return true;
}

/// Whatever cannot be known is for write() to find out.
bool Channel::has_room(std::size_t bytes) const {
  constexpr int kEstablished = 1;  // TCP_ESTABLISHED, which netinet/tcp.h has, and that does not go with the other
  tcp_info info{};
  socklen_t size = sizeof info;
  int queued = 0;
  if (::getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &size) != 0 || ::ioctl(fd, SIOCOUTQ, &queued) != 0)
    return true;
  if (info.tcpi_state != kEstablished) return true;  // write() will say so
  return queued == 0 || static_cast<std::size_t>(queued) + bytes <= info.tcpi_snd_wnd;
}

bool Channel::stream(std::string_view bytes) const {
  constexpr std::size_t kPiece = 16 << 10;  // a TLS record's
  while (!bytes.empty()) {
    const std::size_t most = std::min(bytes.size(), kPiece);
    while (!has_room(most + kPiece)) {
    }
    if (!write(bytes.substr(0, most))) return false;
    bytes.remove_prefix(most);
  }
  return true;
}

std::string Channel::read() const {
  std::array<char, 4096> room;
  const auto n =
      ssl ? SSL_read(ssl, room.data(), room.size()) : static_cast<int>(::recv(fd, room.data(), room.size(), 0));
  return {room.data(), static_cast<std::size_t>(std::max(n, 0))};
}

Load::Load(std::size_t message_size, std::size_t total_bytes) : message_bytes(message_size) {
  constexpr std::size_t kBlock = 256 << 10;
  const std::string frame = server_frame(0x81, std::string(message_size, 'x'));
  while (block.size() < kBlock) {
    block += frame;
    ++messages_a_block;
  }
  blocks = std::max<std::size_t>(total_bytes / block.size(), 1);
}

void Load::send(const Channel& channel) const {
  for (std::size_t i = 0; i < blocks; ++i) {
    if (!channel.write(block)) return;
  }
}

Sender::Sender(Piece piece, SSL_CTX* tls, std::optional<int> core) : piece_(std::move(piece)), tls_(tls) {
  listener_ = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* const plain = reinterpret_cast<sockaddr*>(&address);
  if (::bind(listener_, plain, size) != 0 || ::listen(listener_, 1) != 0 ||
      ::getsockname(listener_, plain, &size) != 0) {
    throw std::runtime_error("the sender cannot listen on 127.0.0.1");
  }
  port_ = ntohs(address.sin_port);
  thread_ = NamedThread("sender", [this, core] {
    if (core) pin_to_core(*core);
    clockid_t mine{};
    ::pthread_getcpuclockid(::pthread_self(), &mine);
    clock_.store(mine);
    const int connection = ::accept(listener_, nullptr, nullptr);
    const int on = 1;
    ::setsockopt(connection, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    run(connection);
    ::close(connection);
    spent_.store(nanos(CLOCK_THREAD_CPUTIME_ID));
  });
}

Sender::~Sender() {
  thread_.join();
  ::close(listener_);
}

void Sender::give_up() const {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(port_);
  const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
  ::connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address);
  ::close(fd);
}

double Sender::cpu_ns() const {
  const double in_all = spent_.load();  // first: a thread that has ended takes its clock with it
  return in_all != 0 ? in_all : nanos(clock_.load());
}

void Sender::run(int connection) const {
  const std::unique_ptr<SSL, decltype(&SSL_free)> ssl(tls_ ? SSL_new(tls_) : nullptr, SSL_free);
  if (ssl && (SSL_set_fd(ssl.get(), connection) != 1 || SSL_accept(ssl.get()) != 1)) return;
  const Channel channel{connection, ssl.get()};
  std::string request;
  while (!request.ends_with("\r\n\r\n")) {
    const std::string more = channel.read();
    if (more.empty()) return;
    request += more;
  }
  if (!channel.write(upgrade_answer(request))) return;
  piece_(channel);
  while (!channel.read().empty()) {
  }
}

}  // namespace tickbard::test
