#include "aggregator/feed/json.hpp"

#include <bit>

#include "aggregator/feed/bytes.hpp"

namespace tickbard::json {

namespace {

std::string_view without_space_at_end(std::string_view s) {
  while (!s.empty() && (s.back() == ' ' || s.back() == '\n' || s.back() == '\r' || s.back() == '\t')) {
    s.remove_suffix(1);
  }
  return s;
}

/// Precondition: a message's padding follows.
bool has_backslash(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); i += 16) {
    const unsigned found = bytes::Block(text.data() + i).is('\\').bits();
    if (found != 0 && i + static_cast<std::size_t>(std::countr_zero(found)) < text.size()) return true;
  }
  return false;
}

}  // namespace

void read(Value& value, Token& into) {
  const auto put = [&into](Token::Kind kind, std::string_view text) {
    into.kind = kind;
    into.text = text;
  };
  std::string_view text = without_space_at_end(value.raw_json_token());
  if (text.empty() || text.front() == '[' || text.front() == '{') return put(Token::Kind::nested, {});
  if (text.front() != '"') {
    if (text == "null") return put(Token::Kind::null, {});
    return put(text == "true" || text == "false" ? Token::Kind::boolean : Token::Kind::number, text);
  }
  if (text.size() < 2 || text.back() != '"') return put(Token::Kind::nested, {});
  text = text.substr(1, text.size() - 2);
  if (has_backslash(text) && value.get_string().get(text) != kOk) return put(Token::Kind::nested, {});
  put(Token::Kind::text, text);
}

std::string_view key_of(simdjson::ondemand::raw_json_string key) {
  // The indexer has refused texts without an end, so a closing quote is there.
  const char* const begin = key.raw();
  const char* end = begin;
  while (*end != '"') end += *end == '\\' ? 2 : 1;
  return {begin, static_cast<std::size_t>(end - begin)};
}

}  // namespace tickbard::json
