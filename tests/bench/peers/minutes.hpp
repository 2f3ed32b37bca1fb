#pragma once

#include <simdjson.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>

#include "tests/bench/peers/sums.hpp"

namespace tickbard::test {

/// As one writes it with simdjson's manual open.
class Minutes {
 public:
  /// One message, with simdjson's padding behind it. Errors: throws.
  void take(std::string_view message) {
    auto document = parser_.iterate(message.data(), message.size(), message.size() + simdjson::SIMDJSON_PADDING);
    for (auto element : document.get_array()) {
      auto trade = element.get_object();
      if (trade["ev"].get_string().value() != "T") continue;
      const std::string_view symbol = trade["sym"].get_string();
      const double price = trade["p"].get_double();
      const std::uint64_t size = trade["s"].get_uint64();
      const std::uint64_t time = trade["t"].get_uint64();
      add(symbol, price, size, time);
    }
  }

  std::uint64_t trades() const { return done_.trades; }

  Sums sums() const {
    Sums all = done_;
    for (const auto& [symbol, bar] : bars_) count(bar, all);
    return all;
  }

 private:
  struct Bar {
    std::uint64_t minute = 0;
    double open = 0, high = 0, low = 0, close = 0;
    std::uint64_t volume = 0;
  };
  struct Hash : std::hash<std::string_view> {
    using is_transparent = void;
  };

  static void count(const Bar& bar, Sums& into) {
    into.volume += bar.volume;
    into.close += static_cast<std::uint64_t>(bar.close * 10'000 + 0.5);
  }

  void add(std::string_view symbol, double price, std::uint64_t size, std::uint64_t time) {
    auto at = bars_.find(symbol);
    if (at == bars_.end()) at = bars_.emplace(std::string(symbol), Bar{}).first;
    Bar& bar = at->second;
    const std::uint64_t minute = time / 60'000;
    if (bar.minute != minute) {
      count(bar, done_);
      bar = {minute, price, price, price, price, 0};
    }
    bar.high = std::max(bar.high, price);
    bar.low = std::min(bar.low, price);
    bar.close = price;
    bar.volume += size;
    ++done_.trades;
  }

  simdjson::ondemand::parser parser_;
  std::unordered_map<std::string, Bar, Hash, std::equal_to<>> bars_;
  Sums done_;
};

}  // namespace tickbard::test
