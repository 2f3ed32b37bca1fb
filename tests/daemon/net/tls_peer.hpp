#pragma once

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

#include "tests/support/scripted_server.hpp"

namespace tickbard::test {

/// A TLS server on 127.0.0.1 for one connection, without a thread: OpenSSL between two strings, so that a test
/// says when how many of the bytes go over the socket.
class TlsPeer {
 public:
  explicit TlsPeer(const TestCertificate& certificate, int newest = TLS1_3_VERSION)
      : context_(SSL_CTX_new(TLS_server_method()), SSL_CTX_free) {
    SSL_CTX_set_max_proto_version(context_.get(), newest);
    SSL_CTX_use_certificate_chain_file(context_.get(), certificate.chain.c_str());
    SSL_CTX_use_PrivateKey_file(context_.get(), certificate.key.c_str(), SSL_FILETYPE_PEM);
    ssl_.reset(SSL_new(context_.get()));
    SSL_set_bio(ssl_.get(), BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
    SSL_set_accept_state(ssl_.get());
    listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* const plain = reinterpret_cast<sockaddr*>(&address);
    if (::bind(listener_, plain, size) != 0 || ::listen(listener_, 1) != 0 ||
        ::getsockname(listener_, plain, &size) != 0) {
      throw std::runtime_error("no port on 127.0.0.1");
    }
    port_ = ntohs(address.sin_port);
  }
  ~TlsPeer() {
    hang_up();
    ::close(listener_);
  }
  TlsPeer(const TlsPeer&) = delete;
  TlsPeer& operator=(const TlsPeer&) = delete;

  std::uint16_t port() const { return port_; }
  SSL* ssl() { return ssl_.get(); }

  /// Takes what has come, and goes on with a handshake; sends nothing.
  void listen() {
    if (fd_ < 0 && !accept()) return;
    std::array<char, 65536> room;
    for (ssize_t n = 0; (n = ::recv(fd_, room.data(), room.size(), MSG_DONTWAIT)) > 0;)
      BIO_write(SSL_get_rbio(ssl_.get()), room.data(), static_cast<int>(n));
    SSL_do_handshake(ssl_.get());
    while (SSL_is_init_finished(ssl_.get()) != 0) {
      const int n = SSL_read(ssl_.get(), room.data(), room.size());
      if (n <= 0) break;
      heard_.append(room.data(), static_cast<std::size_t>(n));
    }
    ERR_clear_error();
  }

  /// Into one record, or several if it is long; none of it goes out by itself.
  void say(std::string_view text) {
    if (SSL_write(ssl_.get(), text.data(), static_cast<int>(text.size())) <= 0)
      throw std::runtime_error("the peer cannot speak");
  }

  /// Some of what is to go out; false once there is no more.
  bool send(std::size_t most = 1 << 30) {
    collect();
    if (out_.empty() || fd_ < 0) return false;
    const auto n = ::send(fd_, out_.data(), std::min(out_.size(), most), MSG_DONTWAIT | MSG_NOSIGNAL);
    if (n > 0) out_.erase(0, static_cast<std::size_t>(n));
    return !out_.empty();
  }

  std::string& out() {
    collect();
    return out_;
  }
  const std::string& heard() const { return heard_; }

  void hang_up(bool with_reset = false) {
    if (fd_ < 0) return;
    const linger at_once{1, 0};
    if (with_reset) ::setsockopt(fd_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    ::close(fd_);
    fd_ = -1;
    ended_ = true;
  }

 private:
  bool accept() {
    const int on = 1;
    if (!ended_) fd_ = ::accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK);
    return fd_ >= 0 && ::setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on) == 0;
  }

  void collect() {
    std::array<char, 65536> room;
    for (int n = 0; (n = BIO_read(SSL_get_wbio(ssl_.get()), room.data(), room.size())) > 0;)
      out_.append(room.data(), static_cast<std::size_t>(n));
  }

  std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context_;
  std::unique_ptr<SSL, decltype(&SSL_free)> ssl_{nullptr, SSL_free};
  int listener_ = -1, fd_ = -1;
  std::uint16_t port_ = 0;
  bool ended_ = false;
  std::string out_, heard_;
};

}  // namespace tickbard::test
