#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "daemon/app/config_parse.hpp"
#include "daemon/app/config_table.hpp"

/// Kinds of rows of the configuration's table: how a value of one type is read, checked and printed. `ref` leads
/// from the owner to the value.
namespace tickbard::config_kinds {

/// The part of a row that the kinds below do not decide.
struct Row {
  std::string_view name;
  std::string_view fallback;
  std::string_view sentence;
  bool reloadable = false;
};

template <class Owner>
ConfigKey<Owner> base(const Row& row) {
  ConfigKey<Owner> key;
  key.name = row.name;
  key.fallback = row.fallback;
  key.sentence = row.sentence;
  key.reloadable = row.reloadable;
  return key;
}

template <class Owner, class Ref>
ConfigKey<Owner> text(const Row& row, std::string allowed, Ref ref) {
  auto key = base<Owner>(row);
  key.allowed = std::move(allowed);
  key.set = [ref](Owner& owner, std::string_view value) {
    ref(owner) = std::string(value);
    return true;
  };
  key.get = [ref](const Owner& owner) -> std::string { return ref(owner); };
  return key;
}

template <class Owner, class Ref>
ConfigKey<Owner> secret(const Row& row, std::string allowed, Ref ref) {
  auto key = text<Owner>(row, std::move(allowed), ref);
  key.secret = true;
  return key;
}

template <class Owner, class Ref>
ConfigKey<Owner> choice(const Row& row, std::vector<std::string> words, Ref ref) {
  auto key = text<Owner>(row, "one of " + word_list(words), ref);
  key.set = [ref, words](Owner& owner, std::string_view value) {
    if (std::find(words.begin(), words.end(), value) == words.end()) return false;
    ref(owner) = std::string(value);
    return true;
  };
  return key;
}

template <class Ref>
ConfigKey<Config> duration(const Row& row, std::chrono::nanoseconds least, std::chrono::nanoseconds most,
                           Ref ref) {
  auto key = base<Config>(row);
  key.allowed = std::string("a time with its unit (") +
                (most < std::chrono::seconds{1} ? "us, ms" : "ms, s, m, h, d") + ") from " + duration_text(least) +
                " to " + duration_text(most);
  key.set = [=](Config& config, std::string_view value) {
    const auto parsed = parse_duration(value);
    if (!parsed || *parsed < least || *parsed > most) return false;
    ref(config) = *parsed;
    return true;
  };
  key.get = [ref](const Config& config) { return duration_text(ref(config)); };
  return key;
}

/// A duration of at least a day, or 0 for ever.
template <class Ref>
ConfigKey<Config> keeping(const Row& row, Ref ref) {
  auto key = duration(row, std::chrono::hours{24}, std::chrono::hours{24 * 36'500}, ref);
  key.allowed += "; 0 is for ever";
  key.set = [some = key.set, ref](Config& config, std::string_view value) {
    if (value != "0") return some(config, value);
    ref(config) = std::chrono::nanoseconds{0};
    return true;
  };
  key.get = [ref](const Config& config) { return ref(config).count() == 0 ? "0" : duration_text(ref(config)); };
  return key;
}

/// true or false.
template <class Ref>
ConfigKey<Config> flag(const Row& row, Ref ref) {
  auto key = base<Config>(row);
  key.shape = TomlShape::flag;
  key.allowed = "true, 1, yes, on, false, 0, no or off";
  key.set = [ref](Config& config, std::string_view value) {
    const auto parsed = parse_flag(value);
    if (parsed) ref(config) = *parsed;
    return parsed.has_value();
  };
  key.get = [ref](const Config& config) -> std::string { return ref(config) ? "true" : "false"; };
  return key;
}

template <class Owner>
ConfigKey<Owner> symbols(const Row& row, std::string allowed) {
  auto key = base<Owner>(row);
  key.shape = TomlShape::list;
  key.allowed = std::move(allowed);
  key.set = [](Owner& owner, std::string_view value) {
    owner.symbols = split_list(value);
    return true;
  };
  key.get = [](const Owner& owner) { return join_list(owner.symbols); };
  return key;
}

}  // namespace tickbard::config_kinds
