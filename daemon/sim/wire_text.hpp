#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "aggregator/core/time.hpp"

namespace tickbard::wire {

/// Pieces of JSON that every dialect writes. Each appends to `out`.

void number(std::string& out, std::uint64_t n);

/// An exact decimal without trailing zeros: raw units of 10^-digits.
void decimal(std::string& out, std::int64_t raw, int digits);

/// An exact decimal with at least `least` digits after the point, as exchanges print it.
void padded_decimal(std::string& out, std::int64_t raw, int digits, int least);

/// RFC 3339 UTC with six decimals of a second, as the crypto exchanges write it.
void rfc3339_micros(std::string& out, UnixNanos time);

std::uint64_t unix_millis(UnixNanos time);

/// Calls visit(item) for each part of `text` between separators, without spaces around it; empty parts are left
/// out.
template <class F>
void split(std::string_view text, char separator, F&& visit) {
  while (!text.empty()) {
    const std::size_t at = text.find(separator);
    std::string_view item = text.substr(0, at);
    text = at == std::string_view::npos ? std::string_view{} : text.substr(at + 1);
    while (!item.empty() && item.front() == ' ') item.remove_prefix(1);
    while (!item.empty() && item.back() == ' ') item.remove_suffix(1);
    if (!item.empty()) visit(item);
  }
}

/// Whether test(value) holds for the string value of any `key` in a JSON text, at any depth. Looks at the text
/// only, without parsing it: good for frames that a server has written, in which keys are not escaped.
template <class F>
bool any_string(std::string_view json, std::string_view key, F&& test) {
  const auto space = [](char c) { return c == ' ' || c == '\t'; };
  for (std::size_t at = json.find(key); at != std::string_view::npos; at = json.find(key, at + 1)) {
    std::size_t end = at + key.size();
    if (at == 0 || json[at - 1] != '"' || end >= json.size() || json[end] != '"') continue;
    for (++end; end < json.size() && space(json[end]); ++end) {
    }
    if (end >= json.size() || json[end] != ':') continue;
    for (++end; end < json.size() && space(json[end]); ++end) {
    }
    if (end >= json.size() || json[end] != '"') continue;
    const std::size_t close = json.find('"', end + 1);
    if (close != std::string_view::npos && test(json.substr(end + 1, close - end - 1))) return true;
  }
  return false;
}

}  // namespace tickbard::wire
