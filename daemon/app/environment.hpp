#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace tickbard {

/// The process environment as a value: taken once at start, handed to whoever needs it, made by hand in tests.
/// Owner: main; constant after construction.
class Environment {
 public:
  Environment() = default;
  explicit Environment(std::map<std::string, std::string, std::less<>> values) : values_(std::move(values)) {}

  /// The only place that reads the process environment.
  static Environment of_process();

  /// Empty counts as unset, as systemd and shells mean it.
  std::optional<std::string> get(std::string_view name) const;
  const std::map<std::string, std::string, std::less<>>& all() const { return values_; }

 private:
  std::map<std::string, std::string, std::less<>> values_;
};

}  // namespace tickbard
