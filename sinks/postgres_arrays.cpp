#include "sinks/postgres_arrays.hpp"

#include <array>
#include <charconv>

#include "sinks/exact_text.hpp"

namespace tickbard {

void PgArray::add_bare(std::string_view text) {
  if (text_.size() > 1) text_.push_back(',');
  text_.append(text);
}

void PgArray::add(std::string_view text) {
  if (text_.size() > 1) text_.push_back(',');
  text_.push_back('"');
  for (const char c : text) {
    if (c == '"' || c == '\\') text_.push_back('\\');
    text_.push_back(c);
  }
  text_.push_back('"');
}

void PgArray::add(UnixNanos instant) {
  add_bare(utc_text(instant));
}

void PgArray::add(const std::optional<UnixNanos>& instant) {
  add_bare(instant ? utc_text(*instant) : "NULL");
}

void PgArray::add(const std::optional<Price>& price) {
  add_bare(price ? to_text(*price) : "NULL");
}

void PgArray::add(double real) {
  add_bare(shortest_text(real));
}

std::string PgArray::take() {
  text_.push_back('}');
  return std::move(text_);
}

std::string shortest_text(double real) {
  std::array<char, 32> buffer;
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), real);
  return {buffer.data(), end.ptr};
}

}  // namespace tickbard
