#include "tests/bench/receive/readers.hpp"

#include <arpa/inet.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <memory>
#include <stdexcept>
#include <vector>

#include "daemon/net/tls.hpp"
#include "daemon/net/ws_client.hpp"
#include "tests/bench/common/processor.hpp"

namespace tickbard::test {

namespace {

constexpr std::size_t kTlsBuffer = 256 << 10;
constexpr char kRequest[] =
    "GET / HTTP/1.1\r\nHost: localhost\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";

int connect_to(std::uint16_t port) {
  const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(port);
  if (::connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0)
    throw std::runtime_error("nobody listens where the sender should");
  return fd;
}

/// Takes the answer to the upgrade, byte by byte, so that nothing behind it is read.
template <class ReadByte>
void take_answer(ReadByte&& read_byte) {
  std::string answer;
  while (!answer.ends_with("\r\n\r\n")) answer += read_byte();
}

}  // namespace

Timed::Timed() : cpu_(nanos(CLOCK_THREAD_CPUTIME_ID)), wall_(nanos(CLOCK_MONOTONIC)) {}

double Timed::wall() const {
  return nanos(CLOCK_MONOTONIC) - wall_;
}

Reading Timed::a_message(const Amount& amount, double spun_ns) const {
  const auto n = static_cast<double>(amount.messages);
  return {(nanos(CLOCK_THREAD_CPUTIME_ID) - cpu_ - spun_ns) / n, wall() / n};
}

int open_raw(std::uint16_t port) {
  const int fd = connect_to(port);
  if (::send(fd, kRequest, sizeof kRequest - 1, 0) < 0) throw std::runtime_error("the sender hung up");
  take_answer([fd] {
    char c = 0;
    return ::recv(fd, &c, 1, 0) == 1 ? c : throw std::runtime_error("the sender hung up");
  });
  return fd;
}

Reading read_raw(const Amount& amount, std::uint16_t port, const RawWay& way) {
  const int fd = open_raw(port);
  std::vector<char> buffer(way.buffer);
  const double pace =
      way.wall_ns_a_message * static_cast<double>(amount.messages) / static_cast<double>(amount.bytes);
  const Timed timed;
  double spun = 0;
  for (std::size_t left = amount.bytes; left != 0;) {
    const auto n = ::recv(fd, buffer.data(), buffer.size(), 0);
    if (n <= 0) throw std::runtime_error("the sender hung up");
    left -= static_cast<std::size_t>(n);
    if (pace == 0) continue;
    const double due = pace * static_cast<double>(amount.bytes - left);
    const double begun = nanos(CLOCK_THREAD_CPUTIME_ID);
    while (timed.wall() < due) {
    }
    spun += nanos(CLOCK_THREAD_CPUTIME_ID) - begun;
  }
  const Reading reading = timed.a_message(amount, spun);
  ::close(fd);
  return reading;
}

Reading read_raw_tls(const Amount& amount, std::uint16_t port, SSL_CTX* context) {
  const int fd = connect_to(port);
  const std::unique_ptr<SSL, decltype(&SSL_free)> ssl(SSL_new(context), SSL_free);
  if (SSL_set_fd(ssl.get(), fd) != 1 || SSL_connect(ssl.get()) != 1 ||
      SSL_write(ssl.get(), kRequest, sizeof kRequest - 1) <= 0) {
    throw std::runtime_error("no TLS with the sender");
  }
  take_answer([&ssl] {
    char c = 0;
    return SSL_read(ssl.get(), &c, 1) == 1 ? c : throw std::runtime_error("the sender hung up");
  });
  std::vector<char> buffer(kTlsBuffer);
  const Timed timed;
  for (std::size_t left = amount.bytes; left != 0;) {
    const int n = SSL_read(ssl.get(), buffer.data(), static_cast<int>(buffer.size()));
    if (n <= 0) throw std::runtime_error("the sender hung up");
    left -= static_cast<std::size_t>(n);
  }
  const Reading reading = timed.a_message(amount);
  ::close(fd);
  return reading;
}

Reading read_ours(const Load& load, std::uint16_t port, const TlsContext* tls) {
  boost::asio::io_context io{1};
  WsClientOptions options;
  options.url = Url::parse((tls ? "wss://localhost:" : "ws://127.0.0.1:") + std::to_string(port)).value();
  options.tls = tls;
  std::unique_ptr<WsClient> client;
  std::unique_ptr<Timed> timed;
  Reading reading;
  std::string end;
  std::size_t left = load.amount().messages;
  WsClientHandlers on;
  on.on_open = [&] { timed = std::make_unique<Timed>(); };
  on.on_message = [&](std::string_view message) {
    if (message.size() != load.message_bytes) throw std::runtime_error("a message of another size");
    if (--left != 0) return;
    reading = timed->a_message(load.amount());
    client.reset();
  };
  on.on_end = [&](const WsEnd& how) { end = how.sentence; };
  client = std::make_unique<WsClient>(io, std::move(options), std::move(on));
  client->start();
  io.run();
  if (left != 0) throw std::runtime_error(end);
  return reading;
}

}  // namespace tickbard::test
