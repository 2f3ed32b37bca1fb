#include "aggregator/derive/breadth/security_set.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "aggregator/core/ascii.hpp"
#include "aggregator/core/sha256.hpp"

namespace tickbard {
namespace {

constexpr std::string_view kBlanks = " \t\r\n\v\f";

/// Bytes that would let two sets share a text, or that no ticker has.
bool is_ambiguous(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte <= 0x20 || byte == 0x7F || c == ',' || c == '|' || c == '"' || c == '\'' || c == '\\';
}

}  // namespace

std::string set_ticker(std::string_view text) {
  const auto first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  std::string out{text.substr(first, text.find_last_not_of(kBlanks) - first + 1)};
  for (char& c : out) c = upper(c);
  return out;
}

Result<SecuritySet> SecuritySet::of(std::span<const std::string> tickers) {
  std::vector<std::string> kept;
  kept.reserve(tickers.size());
  for (const std::string& written : tickers) {
    std::string ticker = set_ticker(written);
    if (ticker.empty()) continue;
    if (std::any_of(ticker.begin(), ticker.end(), is_ambiguous)) {
      return Problem{"security set: '" + written +
                     "' is no ticker: commas, bars, quotes and blanks inside cannot be told from the list's own; "
                     "correct the entry"};
    }
    kept.push_back(std::move(ticker));
  }
  if (kept.empty()) return Problem{"security set: it names no security, so nothing can be counted; add a ticker"};
  // char_traits<char> compares as unsigned bytes: the order of COLLATE "C", whatever the locale.
  std::sort(kept.begin(), kept.end());
  kept.erase(std::unique(kept.begin(), kept.end()), kept.end());
  return SecuritySet{std::move(kept)};
}

bool SecuritySet::contains(std::string_view ticker) const {
  return std::binary_search(tickers_.begin(), tickers_.end(), set_ticker(ticker));
}

std::string SecuritySet::canonical_text() const {
  std::string text;
  for (const std::string& ticker : tickers_) {
    if (!text.empty()) text += ',';
    text += ticker;
  }
  return text;
}

std::string SecuritySet::canonical_text(std::string_view interval) const {
  return canonical_text() + "|interval=" + std::string{interval};
}

std::string SecuritySet::hash() const {
  return sha256_hex(canonical_text());
}

std::string SecuritySet::hash(std::string_view interval) const {
  return sha256_hex(canonical_text(interval));
}

std::string SecuritySet::json() const {
  std::string text = "[";
  for (const std::string& ticker : tickers_) {
    if (text.size() > 1) text += ',';
    text += '"' + ticker + '"';
  }
  return text + "]";
}

}  // namespace tickbard
