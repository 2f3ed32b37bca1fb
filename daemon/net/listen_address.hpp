#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tickbard {

/// "host:port" or "[::1]:port". Port 0: a free one.
struct ListenAddress {
  std::string host;  ///< without brackets
  std::uint16_t port = 0;
};
std::optional<ListenAddress> parse_listen(std::string_view text);
std::string listen_text(std::string_view host, std::uint16_t port);

/// Only this machine can reach it; with or without brackets.
bool is_loopback(std::string_view host);

}  // namespace tickbard
