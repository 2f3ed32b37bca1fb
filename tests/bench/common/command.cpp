#include "tests/bench/common/command.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <exception>

namespace tickbard::test {

Command::Command(const std::string& what) : app_(what) {
  app_.add_option("--rounds", rounds_, "how often each side is measured, by turns; medians are told")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  app_.add_option("--json", json_, "a file for what was found");
}

int Command::run(int argc, char** argv, const std::function<void(Goals&)>& measure) {
  CLI11_PARSE(app_, argc, argv);
  try {
    Goals goals;
    measure(goals);
    goals.write(json_);
  } catch (const std::exception& error) {
    fmt::print(stderr, "{}: {}\n", argv[0], error.what());
    return 1;
  }
  return 0;
}

}  // namespace tickbard::test
