#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

namespace tickbard::test {

/// One TCP connection to 127.0.0.1 that sends bytes as given and reads HTTP answers. A read that brings nothing
/// for ten seconds ends the connection, so that a test fails instead of hanging.
class HttpClient {
 public:
  struct Answer {
    int status = 0;  ///< 0: the connection ended first
    std::string head;
    std::string body;
    std::string header(std::string_view name) const {
      std::string lower_head = head, key(name);
      const auto lower = [](char c) { return static_cast<char>(std::tolower(static_cast<unsigned char>(c))); };
      std::transform(head.begin(), head.end(), lower_head.begin(), lower);
      std::transform(key.begin(), key.end(), key.begin(), lower);
      const auto at = lower_head.find("\r\n" + key + ":");
      if (at == std::string::npos) return {};
      const auto begin = head.find_first_not_of(' ', at + 3 + key.size());
      return head.substr(begin, head.find("\r\n", begin) - begin);
    }
  };

  explicit HttpClient(std::uint16_t port, int receive_buffer = 0) : fd_(socket(AF_INET, SOCK_STREAM, 0)) {
    const timeval patience{10, 0};
    setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    setsockopt(fd_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    if (receive_buffer > 0) setsockopt(fd_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connected_ = connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  }
  ~HttpClient() { close(fd_); }
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;

  bool connected() const { return connected_; }

  bool send(std::string_view bytes) {
    while (!bytes.empty()) {
      const auto n = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (n <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(n));
    }
    return true;
  }

  bool ask(const std::string& target, const std::string& headers = "", const std::string& method = "GET") {
    const std::string host = headers.find("Host:") == std::string::npos ? "Host: localhost\r\n" : "";
    return send(method + " " + target + " HTTP/1.1\r\n" + host + headers + "\r\n");
  }

  void finish() { shutdown(fd_, SHUT_WR); }  ///< no more will be sent

  Answer read(bool without_body = false) {
    Answer out;
    const auto head_end = fill_until("\r\n\r\n");
    if (head_end == std::string::npos) return out;
    out.head = buffer_.substr(0, head_end + 2);
    buffer_.erase(0, head_end + 4);
    out.status = std::atoi(out.head.c_str() + out.head.find(' '));
    const auto length = without_body ? 0 : std::strtoull(out.header("Content-Length").c_str(), nullptr, 10);
    while (buffer_.size() < length && more()) {
    }
    out.body = buffer_.substr(0, length);
    buffer_.erase(0, length);
    return out;
  }

  Answer get(const std::string& target, const std::string& headers = "") {
    return ask(target, headers) ? read() : Answer{};
  }

  /// Nothing more comes: the server has closed.
  bool ended() { return buffer_.empty() && !more(); }

 private:
  bool more() {
    char bytes[65536];
    const auto n = recv(fd_, bytes, sizeof bytes, 0);
    if (n <= 0) return false;
    buffer_.append(bytes, static_cast<std::size_t>(n));
    return true;
  }
  std::size_t fill_until(std::string_view end) {
    std::size_t at = 0;
    while ((at = buffer_.find(end)) == std::string::npos) {
      if (!more()) return std::string::npos;
    }
    return at;
  }

  int fd_;
  bool connected_ = false;
  std::string buffer_;
};

}  // namespace tickbard::test
