#include "daemon/net/url.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>

namespace tickbard {
namespace {

struct Scheme {
  std::string_view name;
  std::uint16_t port;
};
constexpr Scheme kSchemes[] = {{"ws", 80}, {"wss", 443}, {"http", 80}, {"https", 443}};

const Scheme* find_scheme(std::string_view name) {
  for (const Scheme& s : kSchemes) {
    if (s.name == name) return &s;
  }
  return nullptr;
}

Problem bad(std::string_view what) {
  return {"the url " + std::string(what) + "; expected something like wss://host.example:443/path"};
}

bool host_byte(char c) {
  const auto u = static_cast<unsigned char>(c);
  return std::isalnum(u) || c == '.' || c == '-' || c == '_' || u >= 0x80;
}

bool address_byte(char c) {
  return std::isxdigit(static_cast<unsigned char>(c)) || c == ':' || c == '.' || c == '%';
}

}  // namespace

Result<Url> Url::parse(std::string_view text) {
  if (text.empty()) return bad("is empty");
  if (std::any_of(text.begin(), text.end(),
                  [](char c) { return static_cast<unsigned char>(c) <= ' ' || c == 127; })) {
    return bad("contains a space or a control character");
  }
  Url url;
  const auto mark = text.find("://");
  if (mark == std::string_view::npos) return bad("has no scheme (ws://, wss://, http:// or https://)");
  for (const char c : text.substr(0, mark)) {
    url.scheme += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  const Scheme* scheme = find_scheme(url.scheme);
  if (!scheme) return bad("has the scheme \"" + url.scheme + "\", and only ws, wss, http and https are known");
  url.port = scheme->port;

  std::string_view rest = text.substr(mark + 3);
  rest = rest.substr(0, rest.find('#'));
  const auto end = rest.find_first_of("/?");
  std::string_view authority = rest.substr(0, end);
  rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end);
  if (authority.find('@') != std::string_view::npos) {
    return bad("carries a user name or password; put credentials into key and secret");
  }

  std::string_view port;
  bool has_port = false;
  if (!authority.empty() && authority[0] == '[') {
    const auto close = authority.find(']');
    if (close == std::string_view::npos) return bad("has an opening [ without its ]");
    url.host = authority.substr(1, close - 1);
    if (!std::all_of(url.host.begin(), url.host.end(), address_byte))
      return bad("has no IPv6 address between [ and ]");
    authority.remove_prefix(close + 1);
    has_port = !authority.empty();
    if (has_port && authority[0] != ':') return bad("has something other than :port after ]");
    if (has_port) port = authority.substr(1);
  } else {
    const auto colon = authority.find(':');
    has_port = colon != std::string_view::npos;
    url.host = authority.substr(0, colon);
    if (has_port) port = authority.substr(colon + 1);
    if (!std::all_of(url.host.begin(), url.host.end(), host_byte))
      return bad("has a host name with unfit characters");
  }
  if (url.host.empty()) return bad("has no host");
  if (has_port) {
    const auto [stop, error] = std::from_chars(port.data(), port.data() + port.size(), url.port);
    if (error != std::errc{} || stop != port.data() + port.size() || url.port == 0) {
      return bad("has the port \"" + std::string(port) + "\", which is no number from 1 to 65535");
    }
  }

  const auto question = rest.find('?');
  if (question != std::string_view::npos) url.query = rest.substr(question + 1);
  const auto path = rest.substr(0, question);
  url.has_path = path.size() > 1;
  if (!path.empty()) url.path = path;
  return url;
}

std::string Url::authority() const {
  const bool v6 = host.find(':') != std::string::npos;
  std::string out = v6 ? "[" + host + "]" : host;
  const Scheme* s = find_scheme(scheme);
  if (!s || s->port != port) out += ":" + std::to_string(port);
  return out;
}

std::string Url::origin() const {
  return scheme + "://" + authority();
}

}  // namespace tickbard
