#include "daemon/edge/access.hpp"

#include <openssl/crypto.h>

#include <algorithm>
#include <sstream>

#include "aggregator/core/ascii.hpp"
#include "aggregator/core/sha256.hpp"
#include "daemon/edge/uri.hpp"
#include "daemon/net/http_server.hpp"
#include "daemon/runtime/text_file.hpp"

namespace tickbard {
namespace {

constexpr std::array<std::string_view, 3> kRoleNames{"viewer", "trader", "admin"};

std::optional<AccessRole> role_named(std::string_view name) {
  const auto at = std::find(kRoleNames.begin(), kRoleNames.end(), name);
  if (at == kRoleNames.end()) return std::nullopt;
  return static_cast<AccessRole>(at - kRoleNames.begin());
}

bool read_digest(std::string_view hex, Sha256& out) {
  if (hex.size() != out.size() * 2) return false;
  static constexpr std::string_view kHex = "0123456789abcdef";
  const std::string digits = lower(hex);
  for (std::size_t i = 0; i < out.size(); ++i) {
    const auto high = kHex.find(digits[2 * i]);
    const auto low = kHex.find(digits[2 * i + 1]);
    if (high == std::string_view::npos || low == std::string_view::npos) return false;
    out[i] = static_cast<unsigned char>(high * 16 + low);
  }
  return true;
}

/// Host and port apart: "[::1]:80" -> "::1" (bracketed), "localhost:8787" -> "localhost".
struct Authority {
  std::string host;
  bool bracketed = false;
};

std::optional<Authority> parse_authority(std::string_view text) {
  Authority out;
  std::string_view rest;
  if (text.starts_with('[')) {
    const auto end = text.find(']');
    if (end == std::string_view::npos) return std::nullopt;
    out.host = lower(text.substr(1, end - 1));
    out.bracketed = true;
    const bool ipv6 = out.host.find(':') != std::string::npos &&
                      out.host.find_first_not_of("0123456789abcdef:.") == std::string::npos;
    if (!ipv6) return std::nullopt;  // a name in brackets is no address, and may be somebody's page
    rest = text.substr(end + 1);
  } else {
    const auto colon = text.find(':');
    out.host = lower(text.substr(0, colon));
    rest = colon == std::string_view::npos ? std::string_view{} : text.substr(colon);
  }
  const bool port_is_digits =
      rest.empty() || (rest.front() == ':' &&
                       std::all_of(rest.begin() + 1, rest.end(), [](char c) { return c >= '0' && c <= '9'; }));
  if (!port_is_digits || out.host.empty()) return std::nullopt;
  return out;
}

/// No top-level domain is all digits, so nothing but an IPv4 address ends in a number.
bool is_ipv4(std::string_view host) {
  int dots = 0;
  for (const char c : host) {
    if (c == '.') {
      ++dots;
    } else if (c < '0' || c > '9') {
      return false;
    }
  }
  return dots == 3;
}

}  // namespace

Result<Tokens> Tokens::parse(std::string_view text) {
  Tokens out;
  std::string problems;
  std::istringstream lines{std::string(text)};
  std::string line;
  for (int number = 1; std::getline(lines, line); ++number) {
    std::istringstream words(line);
    std::string role_name, hex, name, more;
    words >> role_name >> hex >> name;
    if (role_name.empty() || role_name.starts_with('#')) continue;
    Entry entry{};
    const auto role = role_named(role_name);
    const auto at_line = " line " + std::to_string(number) + ": ";
    // No word is repeated: it may be a token that somebody forgot to hash, or wrote in front.
    if (!role) {
      problems += at_line + "the first word is no role (viewer, trader, admin);";
    } else if (!read_digest(hex, entry.digest)) {
      problems += at_line + "the second word is no SHA-256 (64 hex digits; printf %s TOKEN | sha256sum);";
    } else if (name.empty() || words >> more) {
      problems += at_line + "expected are three words: role sha256(token) name;";
    } else {
      entry.role = *role;
      entry.name = name;
      out.entries_.push_back(std::move(entry));
    }
  }
  if (!problems.empty()) {
    problems.pop_back();
    return Problem{"The tokens file cannot be read:" + problems + "."};
  }
  if (out.entries_.empty()) {
    return Problem{
        "The tokens file holds no token: write lines \"role sha256(token) name\", or leave "
        "http.tokens_file empty."};
  }
  return out;
}

Result<Tokens> Tokens::load(const std::filesystem::path& file) {
  const auto text = read_text_file(file);
  if (!text) {
    return Problem{"The tokens file " + file.string() + " cannot be read (" + text.error().text +
                   "): check its path and owner."};
  }
  auto out = parse(*text);
  if (!out) return Problem{out.error().text + " (" + file.string() + ")"};
  return out;
}

std::optional<AccessRole> Tokens::role_of(std::string_view token) const {
  const Sha256 digest = sha256(token);
  std::optional<AccessRole> found;
  for (const auto& entry : entries_) {
    const bool equal = CRYPTO_memcmp(entry.digest.data(), digest.data(), digest.size()) == 0;
    if (equal && (!found || *found < entry.role)) found = entry.role;
  }
  return found;
}

Access check_host(const HttpRequest& request, const std::vector<std::string>& names) {
  const auto header = request.header("Host");
  if (header.empty()) return {400, "The request has no Host header: HTTP/1.1 asks for one."};
  const auto authority = parse_authority(header);
  if (!authority) return {400, "The Host header " + in_quotes(header) + " is no host[:port]."};
  const auto& host = authority->host;
  const bool known =
      authority->bracketed || is_ipv4(host) || host == "localhost" || host.ends_with(".localhost") ||
      std::any_of(names.begin(), names.end(), [&](const auto& name) { return lower(name) == host; });
  if (known) return {};
  return {403, "This server does not answer to the name " + in_quotes(host) +
                   ": use its IP address or localhost, or set http.tokens_file, with which any name is served."};
}

Access check_origin(const HttpRequest& request) {
  const auto origin = request.header("Origin");
  if (origin.empty()) return {};
  const auto host = lower(request.header("Host"));
  const auto asked = lower(origin);
  if (!host.empty() && (asked == "http://" + host || asked == "https://" + host)) return {};
  return {403, "A page of " + in_quotes(origin) + " may not read this server: only its own pages may."};
}

Access check_role(const HttpRequest& request, const Tokens& tokens, AccessRole needed) {
  if (!tokens.required()) return {};
  constexpr std::string_view kScheme = "bearer ";
  const auto header = request.header("Authorization");
  if (lower(header.substr(0, kScheme.size())) != kScheme) {
    return {401, "A token is needed: send the header \"Authorization: Bearer TOKEN\"."};
  }
  auto token = header.substr(kScheme.size());
  while (token.starts_with(' ')) token.remove_prefix(1);
  const auto role = tokens.role_of(token);
  if (!role) return {401, "The token is not known here: ask who runs this server for one."};
  if (*role < needed) {
    return {403, "The token has the role " + std::string(kRoleNames[static_cast<std::size_t>(*role)]) +
                     "; this needs " + std::string(kRoleNames[static_cast<std::size_t>(needed)]) + "."};
  }
  return {};
}

}  // namespace tickbard
