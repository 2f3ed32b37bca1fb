#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <vector>

namespace tickbard::test {

inline double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values.at(values.size() / 2);
}

/// The ratio of two figures, round by round, so that what else the machine did meets both.
inline double median_ratio(const std::vector<double>& of, const std::vector<double>& to) {
  std::vector<double> ratios;
  for (std::size_t i = 0; i < of.size(); ++i) ratios.push_back(of[i] / to.at(i));
  return median(ratios);
}

/// Figures of all rounds, by who was measured.
using Figures = std::map<std::string, std::vector<double>>;

inline void show(const Figures& figures) {
  for (const auto& [who, values] : figures) {
    fmt::print("  {:<40} {:9.1f} [{:.1f}-{:.1f}]\n", who, median(values),
               *std::min_element(values.begin(), values.end()), *std::max_element(values.begin(), values.end()));
  }
}

/// Figures that a goal is set for: printed as they come, and kept for --json.
class Goals {
 public:
  void at_most(const std::string& name, double value, double goal) {
    keep(name, value, goal, "lower", value <= goal);
  }
  void at_least(const std::string& name, double value, double goal) {
    keep(name, value, goal, "higher", value >= goal);
  }

  /// Nothing without a file. Errors: throws.
  void write(const std::string& file) const {
    if (file.empty()) return;
    std::ofstream out(file);
    out << all_.dump(2) << '\n';
    if (!out.flush()) throw std::runtime_error("cannot write " + file);
  }

 private:
  void keep(const std::string& name, double value, double goal, const char* better, bool holds) {
    fmt::print("  {:<64} {:8.2f}  goal {} {:<5} {}\n", name, value, *better == 'l' ? "<=" : ">=", goal,
               holds ? "holds" : "DOES NOT HOLD");
    all_.push_back({{"name", name}, {"value", value}, {"goal", goal}, {"better", better}, {"holds", holds}});
  }

  nlohmann::json all_ = nlohmann::json::array();
};

}  // namespace tickbard::test
