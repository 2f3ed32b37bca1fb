#include "tests/bench/common/goals.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <fstream>
#include <stdexcept>

namespace tickbard::test {

void Goals::at_most(const std::string& name, double value, double goal) {
  keep(name, value, goal, "lower", value <= goal);
}

void Goals::at_least(const std::string& name, double value, double goal) {
  keep(name, value, goal, "higher", value >= goal);
}

void Goals::unmeasured_at_most(const std::string& name, double goal, const std::string& why) {
  keep_unmeasured(name, goal, "lower", why);
}

void Goals::unmeasured_at_least(const std::string& name, double goal, const std::string& why) {
  keep_unmeasured(name, goal, "higher", why);
}

void Goals::figure(const std::string& name, double value, const std::string& unit) {
  fmt::print("  {:<64} {:8.2f}  {}\n", name, value, unit);
  std::fflush(stdout);
  all_.push_back({{"name", name}, {"value", value}, {"unit", unit}});
}

void Goals::write(const std::string& file) const {
  if (file.empty()) return;
  std::ofstream out(file);
  out << all_.dump(2) << '\n';
  if (!out.flush()) throw std::runtime_error("cannot write " + file);
}

void Goals::keep(const std::string& name, double value, double goal, const char* better, bool holds) {
  fmt::print("  {:<64} {:8.2f}  goal {} {:<5} {}\n", name, value, *better == 'l' ? "<=" : ">=", goal,
             holds ? "holds" : "DOES NOT HOLD");
  std::fflush(stdout);
  all_.push_back({{"name", name}, {"value", value}, {"goal", goal}, {"better", better}, {"holds", holds}});
}

void Goals::keep_unmeasured(const std::string& name, double goal, const char* better, const std::string& why) {
  fmt::print("  {:<64} not measured: {}\n", name, why);
  std::fflush(stdout);
  all_.push_back(
      {{"name", name}, {"value", nullptr}, {"goal", goal}, {"better", better}, {"holds", false}, {"why", why}});
}

}  // namespace tickbard::test
