#pragma once

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "aggregator/core/decimal.hpp"
#include "aggregator/core/time.hpp"

namespace tickbard {

/// JSON, written by hand where decimals must stay exact. What is no number (Inf, NaN) and what is not there is
/// null; bytes that are no UTF-8 are replaced. Calls must nest rightly.
/// Owner: one thread.
class JsonOut {
 public:
  JsonOut& begin_object() { return open('{'); }
  JsonOut& end_object() { return close('}'); }
  JsonOut& begin_array() { return open('['); }
  JsonOut& end_array() { return close(']'); }
  JsonOut& key(std::string_view name);

  JsonOut& raw(std::string_view json);  ///< is JSON already
  JsonOut& null() { return raw("null"); }
  JsonOut& value(std::string_view text);
  JsonOut& value(const char* text) { return value(std::string_view(text)); }
  JsonOut& value(const std::string& text) { return value(std::string_view(text)); }
  JsonOut& value(double real);
  JsonOut& value(std::same_as<bool> auto b) { return raw(b ? "true" : "false"); }
  template <std::integral T>
  requires(!std::same_as<T, bool>) JsonOut& value(T n) { return raw(std::to_string(n)); }
  template <int Digits>
  JsonOut& value(Fixed<Digits> exact) {
    return raw(to_text(exact.raw, Digits));
  }
  JsonOut& value(Volume volume) { return raw(to_text(volume)); }
  JsonOut& value(UnixNanos t);
  JsonOut& value(SessionDate day);
  template <class T>
  JsonOut& value(const std::optional<T>& maybe) {
    return maybe ? value(*maybe) : null();
  }

  template <class T>
  JsonOut& member(std::string_view name, const T& v) {
    key(name);
    return value(v);
  }

  /// A JSON text of the store as it is; null if it is none.
  JsonOut& stored(std::string_view json);

  std::string take() { return std::move(out_) + "\n"; }

 private:
  JsonOut& open(char bracket);
  JsonOut& close(char bracket);
  void separate();

  std::string out_;
  bool first_ = true;  ///< nothing stands in front that wants a comma
};

}  // namespace tickbard
