#include "daemon/net/ws_client_words.hpp"

namespace tickbard::words {
namespace {

std::string in_brackets(std::string_view text) {
  return text.empty() ? "" : " (" + std::string(text) + ")";
}

std::string quoted(std::string_view text) {
  std::string out;
  for (const char c : text.substr(0, 123)) out += static_cast<unsigned char>(c) < ' ' ? ' ' : c;
  return out.empty() ? out : ", \"" + out + "\"";
}

std::string within(std::chrono::nanoseconds waited) {
  return " within " + std::to_string(std::chrono::duration_cast<std::chrono::milliseconds>(waited).count()) +
         " ms";
}

constexpr std::string_view kSpeaksTls = ": check that this port speaks TLS (else the url starts with ws://)";

}  // namespace

std::string resolve_failed(const Url& url, std::string_view why) {
  return "the host " + url.host + " has no address" + in_brackets(why) +
         ": check the url of this feed and this machine's name resolution";
}

std::string connect_failed(const Url& url, std::string_view why) {
  return "no connection to " + url.origin() + in_brackets(why) + ": check the url, the network and any firewall";
}

std::string connect_timeout(const Url& url, std::chrono::nanoseconds waited) {
  return "no connection to " + url.origin() + within(waited) + ": check the url, the network and any firewall";
}

std::string tls_timeout(const Url& url, std::chrono::nanoseconds waited) {
  return url.origin() + " took the connection and did not end the TLS handshake" + within(waited) +
         std::string(kSpeaksTls);
}

std::string upgrade_timeout(const Url& url, std::chrono::nanoseconds waited) {
  return url.origin() + " took the connection and did not answer the websocket request" + within(waited) +
         ": check the url's scheme, port and path; or the server is overloaded";
}

std::string tls_failed(const Url& url, std::string_view why) {
  return "the TLS handshake with " + url.origin() + " failed" + in_brackets(why) + std::string(kSpeaksTls);
}

std::string tls_refused(const Url& url, std::string_view why) {
  return url.origin() + " refused the TLS handshake" + in_brackets(why) +
         ": check the url's host name, and whether the server wants a certificate of its clients or a version of "
         "TLS that this machine's OpenSSL does not allow";
}

std::string certificate_refused(const Url& url, std::string_view why) {
  return "the certificate of " + url.origin() + " does not verify" + in_brackets(why) +
         ": check the host name and this machine's clock; for a private authority name its ca_file. Nothing was "
         "sent";
}

std::string upgrade_failed(const Url& url, std::string_view why) {
  return url.origin() + " did not answer as a websocket server does" + in_brackets(why) +
         ": check the url's scheme, port and path";
}

std::string refused(const Url& url, unsigned http_status, std::string_view reason) {
  std::string hint = "check the url's path";
  if (http_status == 401 || http_status == 402 || http_status == 403) hint = "check key, secret and plan";
  if (http_status == 418 || http_status == 429)
    hint = "too many connections or attempts; it will be tried again later";
  if (http_status == 451) hint = "the provider does not serve this country";
  if (http_status >= 500) hint = "the server has a problem of its own";
  return url.origin() + " refused the websocket with HTTP " + std::to_string(http_status) +
         (reason.empty() ? "" : " " + std::string(reason)) + ": " + hint;
}

std::string closed_by_server(const Url& url, std::uint16_t code, std::string_view reason) {
  return url.origin() + " closed the connection (code " + std::to_string(code) + quoted(reason) + ")";
}

std::string closed_by_us(const Url& url) {
  return "the connection to " + url.origin() + " was closed by us";
}

std::string cut_off(const Url& url, std::string_view why) {
  return "the connection to " + url.origin() + " was cut off" + in_brackets(why);
}

std::string too_long(const Url& url, std::size_t limit) {
  return url.origin() + " sent a message of more than " + std::to_string(limit) + " bytes";
}

std::string no_websocket(const Url& url, std::string_view why) {
  return url.origin() + " broke the websocket protocol" + in_brackets(why);
}

}  // namespace tickbard::words
