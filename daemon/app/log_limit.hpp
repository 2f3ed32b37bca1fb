#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "aggregator/core/time.hpp"

namespace tickbard {

/// Keeps one message from filling the log: of each kind (component, and text with its figures left out) a burst
/// passes, then one a period. And what a stranger words anew each time: of each component so many lines pass a
/// period. Owner: any thread, by its own mutex. Time is an argument.
class LogLimit {
 public:
  static constexpr std::uint32_t kBurst = 20;
  static constexpr std::uint32_t kMostOfComponent = 200;
  static constexpr std::chrono::seconds kPeriod{60};
  static constexpr std::size_t kMostKinds = 1024;  ///< beyond it, kinds that have been quiet are forgotten

  /// nullopt: hold this one back. Otherwise how many of its kind, or of its component for being too many, were
  /// held back since the last that passed.
  std::optional<std::uint64_t> pass(std::string_view component, std::string_view text, MonoTime now);

  std::size_t kinds() const { return kinds_.size(); }

  /// "lost 12 ticks of AAPL" -> "lost # ticks of AAPL": what makes two lines the same kind.
  static std::string kind_of(std::string_view component, std::string_view text);

 private:
  struct Kind {
    MonoTime window_start{};
    std::uint32_t passed = 0;
    std::uint64_t held_back = 0;
  };
  void forget_quiet(MonoTime now);

  std::mutex mutex_;
  std::unordered_map<std::string, Kind> kinds_;
  std::unordered_map<std::string, Kind> components_;  ///< what is configured, so they are few
};

}  // namespace tickbard
