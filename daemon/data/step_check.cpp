#include "daemon/data/step_check.hpp"

#include <chrono>

namespace tickbard {
namespace {

constexpr std::array kAll{Interval::m1, Interval::m5, Interval::m15, Interval::h1, Interval::d1};

std::chrono::nanoseconds length(Interval interval) {
  return interval == Interval::d1 ? std::chrono::hours{24} : length_of(interval);
}

}  // namespace

void StepCheck::see(const Symbol& symbol, UnixNanos start) {
  const auto [at, first] = last_.try_emplace(symbol, start);
  const auto step = std::chrono::abs(start - at->second);
  at->second = start;
  if (first || step.count() == 0) return;
  ++steps_;
  for (std::size_t i = 0; i < kAll.size(); ++i) {
    if (step < length(kAll[i])) ++shorter_[i];
    if (step % length(kAll[i]) == std::chrono::nanoseconds::zero()) ++whole_[i];
  }
}

std::optional<std::string> StepCheck::contradiction(bool or_longer) const {
  const auto mine = static_cast<std::size_t>(interval_);
  const auto wrong = [&](std::size_t held, const std::string& seen) {
    return "its rows are no " + std::string(name_of(interval_)) + " bars: " + seen +
           "; they look like bars of --interval " + std::string(name_of(kAll[held])) + ", nothing was stored";
  };
  const std::string of =
      " of the first " + std::to_string(steps_) + " steps from one row of a symbol to the next ";
  if (steps_ >= kLeastShorter && shorter_[mine] * 2 > steps_) {
    std::size_t held = 0;
    while (held + 1 < mine && shorter_[held + 1] * 2 <= steps_) ++held;
    return wrong(held, std::to_string(shorter_[mine]) + of + "are shorter");
  }
  if (!or_longer || steps_ < kLeastLonger) return std::nullopt;
  for (std::size_t held = kAll.size() - 1; held > mine; --held) {
    // Clocks go forward and back, and a session's last bar is short.
    if (whole_[held] * 5 < steps_ * 4) continue;
    return wrong(held,
                 std::to_string(whole_[held]) + of + "are whole " + std::string(name_of(kAll[held])) + " bars");
  }
  return std::nullopt;
}

}  // namespace tickbard
