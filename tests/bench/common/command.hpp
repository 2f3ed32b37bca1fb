#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <string>

#include "tests/bench/common/goals.hpp"

namespace tickbard::test {

/// What the command lines of all benches have in common: --rounds, --json, and how one ends that cannot measure.
/// Owner: main.
class Command {
 public:
  explicit Command(const std::string& what);

  CLI::App& app() { return app_; }  ///< for options of its own
  int rounds() const { return rounds_; }

  /// Measures, writes what was found; what main returns. Errors: a sentence on stderr, and 1.
  int run(int argc, char** argv, const std::function<void(Goals&)>& measure);

 private:
  CLI::App app_;
  int rounds_ = 7;
  std::string json_;
};

}  // namespace tickbard::test
