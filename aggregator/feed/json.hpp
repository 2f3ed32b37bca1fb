#pragma once

#include <simdjson.h>

#include <string_view>

namespace tickbard::json {

using Object = simdjson::ondemand::object;
using Array = simdjson::ondemand::array;
using Value = simdjson::ondemand::value;
using Error = simdjson::error_code;

inline constexpr Error kOk = simdjson::SUCCESS;

/// One JSON value as it stands on the wire. Scalars carry their text without quotes, so that "114.125" and
/// 114.125 read the same and no decimal ever becomes a double.
/// Lifetime: the message it came from.
struct Token {
  enum class Kind : std::uint8_t {
    absent,
    null,
    boolean,
    number,  ///< or anything else that is no JSON ("NaN"): reading the text decides
    text,
    nested,  ///< an array or an object, or a text with broken escapes
  };
  Kind kind = Kind::absent;
  std::string_view text;

  bool has_text() const { return kind == Kind::number || kind == Kind::text; }
  explicit operator bool() const { return kind != Kind::absent && kind != Kind::null; }
  friend bool operator==(const Token& t, std::string_view s) { return t.has_text() && t.text == s; }
};

/// Into its place, for what was written in parts and is copied as a whole makes a processor wait. Precondition: a
/// message's padding follows it.
void read(Value& value, Token& into);

inline Token token_of(Value& value) {
  Token token;
  read(value, token);
  return token;
}

/// A field's name as sent. Names with escapes match none of ours, which is what an unknown field does.
std::string_view key_of(simdjson::ondemand::raw_json_string key);

/// Calls visit(name, value) for every field in the order sent; visit returns an Error. Stops at the first error.
template <class Visit>
Error each_field(Object& object, Visit&& visit) {
  for (auto entry : object) {
    if (const Error e = entry.error()) return e;
    auto&& field = std::move(entry).value_unsafe();
    if (const Error e = visit(key_of(field.key()), field.value())) return e;
  }
  return kOk;
}

/// Calls visit(value) for every element. Stops at the first error.
template <class Visit>
Error each_element(Array& array, Visit&& visit) {
  for (auto entry : array) {
    if (const Error e = entry.error()) return e;
    auto&& value = std::move(entry).value_unsafe();
    if (const Error e = visit(value)) return e;
  }
  return kOk;
}

/// Whether the value begins as an array ('[') or an object ('{'); asking costs nothing and never fails.
inline bool begins_with(Value& value, char bracket) {
  const std::string_view raw = value.raw_json_token();
  return !raw.empty() && raw.front() == bracket;
}

/// As each_element for a value that may be no array: then nothing is visited.
template <class Visit>
Error each_element(Value& value, Visit&& visit) {
  if (!begins_with(value, '[')) return kOk;
  Array array;
  if (const Error e = value.get_array().get(array)) return e;
  return each_element(array, visit);
}

/// Calls visit(object) if the value is one; nothing otherwise.
template <class Visit>
Error if_object(Value& value, Visit&& visit) {
  if (!begins_with(value, '{')) return kOk;
  Object object;
  if (const Error e = value.get_object().get(object)) return e;
  return visit(object);
}

}  // namespace tickbard::json
