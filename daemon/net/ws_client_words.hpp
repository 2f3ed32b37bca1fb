#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "daemon/net/url.hpp"

/// The sentences a websocket client says about its end: what failed, with which server, what to do. Servers are
/// named by scheme, host and port only: paths and queries may carry keys.
namespace tickbard::words {

std::string resolve_failed(const Url& url, std::string_view why);
std::string connect_failed(const Url& url, std::string_view why);
std::string connect_timeout(const Url& url, std::chrono::nanoseconds waited);
std::string tls_timeout(const Url& url, std::chrono::nanoseconds waited);
std::string upgrade_timeout(const Url& url, std::chrono::nanoseconds waited);
std::string tls_failed(const Url& url, std::string_view why);
std::string tls_refused(const Url& url, std::string_view why);  ///< by the server, in an alert
std::string certificate_refused(const Url& url, std::string_view why);
std::string upgrade_failed(const Url& url, std::string_view why);
std::string refused(const Url& url, unsigned http_status, std::string_view reason);
std::string closed_by_server(const Url& url, std::uint16_t code, std::string_view reason);
std::string closed_by_us(const Url& url);
std::string cut_off(const Url& url, std::string_view why);
std::string too_long(const Url& url, std::size_t limit);
std::string no_websocket(const Url& url, std::string_view why);

}  // namespace tickbard::words
