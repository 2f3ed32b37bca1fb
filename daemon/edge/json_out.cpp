#include "daemon/edge/json_out.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>

#include "aggregator/core/json_text.hpp"
#include "aggregator/core/time_text.hpp"
#include "sinks/exact_text.hpp"

namespace tickbard {

void JsonOut::separate() {
  if (!first_) out_ += ',';
  first_ = false;
}

JsonOut& JsonOut::open(char bracket) {
  separate();
  out_ += bracket;
  first_ = true;
  return *this;
}

JsonOut& JsonOut::close(char bracket) {
  out_ += bracket;
  first_ = false;
  return *this;
}

JsonOut& JsonOut::key(std::string_view name) {
  value(name);
  out_ += ':';
  first_ = true;
  return *this;
}

JsonOut& JsonOut::raw(std::string_view json) {
  separate();
  out_ += json;
  return *this;
}

JsonOut& JsonOut::value(std::string_view text) {
  separate();
  append_json(out_, storable_text(text));
  return *this;
}

JsonOut& JsonOut::value(double real) {
  if (!std::isfinite(real)) return null();
  std::array<char, 32> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), real).ptr;
  return raw({text.data(), static_cast<std::size_t>(end - text.data())});
}

JsonOut& JsonOut::value(UnixNanos t) {
  return value(to_rfc3339(t));
}

JsonOut& JsonOut::value(SessionDate day) {
  return value(to_text(day));
}

JsonOut& JsonOut::stored(std::string_view json) {
  return nlohmann::json::accept(json) ? raw(json) : null();
}

}  // namespace tickbard
