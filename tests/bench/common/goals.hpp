#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace tickbard::test {

/// What a bench found out: printed as it comes, and kept for --json. Owner: one thread.
class Goals {
 public:
  void at_most(const std::string& name, double value, double goal);
  void at_least(const std::string& name, double value, double goal);

  /// A bound that this machine cannot decide, and why. It does not hold.
  void unmeasured_at_most(const std::string& name, double goal, const std::string& why);
  void unmeasured_at_least(const std::string& name, double goal, const std::string& why);

  /// What no goal is set for.
  void figure(const std::string& name, double value, const std::string& unit);

  /// [{"name", "value", "goal", "better", "holds"}]; without a value there is a "why", without a goal a "unit".
  /// Nothing without a file. Errors: throws.
  void write(const std::string& file) const;

 private:
  void keep(const std::string& name, double value, double goal, const char* better, bool holds);
  void keep_unmeasured(const std::string& name, double goal, const char* better, const std::string& why);

  nlohmann::json all_ = nlohmann::json::array();
};

}  // namespace tickbard::test
