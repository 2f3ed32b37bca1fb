#include "daemon/app/log_limit.hpp"

#include <utility>

namespace tickbard {

std::string LogLimit::kind_of(std::string_view component, std::string_view text) {
  std::string kind(component);
  kind += '\n';
  for (const char c : text) {
    const bool digit = c >= '0' && c <= '9';
    if (!digit) {
      kind += c;
    } else if (kind.back() != '#') {
      kind += '#';
    }
  }
  return kind;
}

std::optional<std::uint64_t> LogLimit::pass(std::string_view component, std::string_view text, MonoTime now) {
  std::string name = kind_of(component, text);
  const std::lock_guard guard(mutex_);
  if (kinds_.size() >= kMostKinds) forget_quiet(now);
  auto [at, is_new] = kinds_.try_emplace(std::move(name));
  Kind& kind = at->second;
  if (is_new) kind.window_start = now;
  if (now - kind.window_start >= kPeriod) {
    // A kind that used up its burst gets one line a period until a whole period passes without holding any back.
    kind.passed = kind.held_back > 0 ? kBurst - 1 : 0;
    kind.window_start = now;
  }
  if (kind.passed >= kBurst) {
    ++kind.held_back;
    return std::nullopt;
  }
  Kind& all = components_[std::string(component)];
  if (now - all.window_start >= kPeriod) {
    all.passed = 0;
    all.window_start = now;
  }
  if (all.passed >= kMostOfComponent) {
    ++all.held_back;
    return std::nullopt;
  }
  ++all.passed;
  ++kind.passed;
  return std::exchange(kind.held_back, 0) + std::exchange(all.held_back, 0);
}

void LogLimit::forget_quiet(MonoTime now) {
  std::erase_if(kinds_, [now](const auto& entry) { return now - entry.second.window_start >= kPeriod; });
  // All of them busy: counting starts anew rather than growing without end.
  if (kinds_.size() >= kMostKinds) kinds_.clear();
}

}  // namespace tickbard
