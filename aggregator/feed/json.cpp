#include "aggregator/feed/json.hpp"

namespace tickbard::json {

namespace {

std::string_view without_space_at_end(std::string_view s) {
  while (!s.empty() && (s.back() == ' ' || s.back() == '\n' || s.back() == '\r' || s.back() == '\t')) {
    s.remove_suffix(1);
  }
  return s;
}

Token text_of(Value& value, std::string_view raw) {
  const std::string_view inner = raw.substr(1, raw.size() - 2);
  if (inner.find('\\') == std::string_view::npos) return {Token::Kind::text, inner};
  std::string_view unescaped;
  if (value.get_string().get(unescaped) != kOk) return {Token::Kind::nested, {}};
  return {Token::Kind::text, unescaped};
}

}  // namespace

Token token_of(Value& value) {
  const std::string_view raw = without_space_at_end(value.raw_json_token());
  if (raw.empty()) return {Token::Kind::nested, {}};
  switch (raw.front()) {
    case '"':
      return raw.size() >= 2 && raw.back() == '"' ? text_of(value, raw) : Token{Token::Kind::nested, {}};
    case '[':
    case '{':
      return {Token::Kind::nested, {}};
    default:
      if (raw == "null") return {Token::Kind::null, {}};
      if (raw == "true" || raw == "false") return {Token::Kind::boolean, raw};
      return {Token::Kind::number, raw};
  }
}

std::string_view key_of(simdjson::ondemand::raw_json_string key) {
  // The indexer has refused texts without an end, so a closing quote is there.
  const char* const begin = key.raw();
  const char* end = begin;
  while (*end != '"') end += *end == '\\' ? 2 : 1;
  return {begin, static_cast<std::size_t>(end - begin)};
}

}  // namespace tickbard::json
