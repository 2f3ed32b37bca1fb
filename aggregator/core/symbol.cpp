#include "aggregator/core/symbol.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace tickbard {

namespace {

constexpr auto kAsciiOfTickers = [] {
  constexpr std::string_view kRefused = "\"'`\\,;<>";
  std::array<bool, 0x80> good{};
  for (std::size_t c = 0x21; c < 0x7F; ++c)
    good[c] = kRefused.find(static_cast<char>(c)) == std::string_view::npos;
  return good;
}();

/// Bytes of one UTF-8 sequence at `p`, or 0 if it is malformed or a character that no ticker has.
/// Names beyond ASCII exist (Binance lists Chinese tickers), but text that PostgreSQL or a terminal would stumble
/// over must not get into a key: invalid UTF-8, controls, spaces, quotes, bidirectional marks.
std::size_t ticker_character(const unsigned char* p, std::size_t left) {
  const unsigned char c = p[0];
  if (c < 0x80) return kAsciiOfTickers[c] ? 1 : 0;
  const std::size_t bytes = c >= 0xF0 && c < 0xF5 ? 4 : c >= 0xE0 && c < 0xF0 ? 3 : c >= 0xC2 && c < 0xE0 ? 2 : 0;
  if (bytes == 0 || bytes > left) return 0;
  std::uint32_t code = c & (0x7FU >> bytes);
  for (std::size_t i = 1; i < bytes; ++i) {
    if ((p[i] & 0xC0U) != 0x80U) return 0;
    code = (code << 6) | (p[i] & 0x3FU);
  }
  constexpr std::uint32_t kSmallest[] = {0, 0, 0x80, 0x800, 0x10000};
  const auto within = [code](std::uint32_t first, std::uint32_t last) { return code >= first && code <= last; };
  const bool refused = code < kSmallest[bytes] || code > 0x10FFFF || within(0x80, 0xA0) || code == 0xAD ||
                       within(0x2000, 0x206F) || code == 0x3000 || within(0xD800, 0xF8FF) || code == 0xFEFF ||
                       within(0xFFF0, 0xFFFF) || code >= 0xE0000;
  return refused ? 0 : bytes;
}

bool is_ticker(std::string_view text) {
  const auto* p = reinterpret_cast<const unsigned char*>(text.data());
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t bytes = ticker_character(p + i, text.size() - i);
    if (bytes == 0) return false;
    i += bytes;
  }
  return true;
}

bool is_lower(char c) {
  return c >= 'a' && c <= 'z';
}
bool is_upper(char c) {
  return c >= 'A' && c <= 'Z';
}

}  // namespace

Parsed<Symbol> Symbol::parse(std::string_view text) noexcept {
  return parse({}, text);
}

Parsed<Symbol> Symbol::parse_equity(std::string_view text) noexcept {
  Parsed<Symbol> parsed = parse(text);
  if (!parsed) return parsed;
  Symbol& symbol = *parsed;
  for (std::size_t i = 1; i + 1 < text.size(); ++i) {
    if (text[i] == '/' || text[i] == '-') symbol.bytes_[i] = '.';
  }
  if (std::none_of(text.begin(), text.end(), is_upper)) {
    for (char& c : symbol.bytes_) c = is_lower(c) ? static_cast<char>(c - 'a' + 'A') : c;
  }
  return parsed;
}

Parsed<Symbol> Symbol::parse(std::string_view venue, std::string_view text) noexcept {
  const std::size_t prefix = venue.empty() ? 0 : venue.size() + 1;
  if (text.empty() || prefix + text.size() > kMaxBytes || !is_ticker(venue) || !is_ticker(text)) {
    return Reject::bad_symbol;
  }
  Parsed<Symbol> parsed{Symbol{}};  // written where it is returned
  char* const bytes = (*parsed).bytes_.data();
  if (prefix != 0) *std::copy(venue.begin(), venue.end(), bytes) = ':';
  std::copy(text.begin(), text.end(), bytes + prefix);
  bytes[kMaxBytes] = static_cast<char>(prefix + text.size());
  return parsed;
}

}  // namespace tickbard
