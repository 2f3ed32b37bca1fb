#include "tests/bench/common/figures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <cstdio>

namespace tickbard::test {

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values.at(values.size() / 2);
}

double median_ratio(const std::vector<double>& of, const std::vector<double>& to) {
  std::vector<double> ratios;
  for (std::size_t i = 0; i < of.size(); ++i) ratios.push_back(of[i] / to.at(i));
  return median(ratios);
}

void show(const Figures& figures) {
  for (const auto& [who, values] : figures) {
    const auto [least, most] = std::minmax_element(values.begin(), values.end());
    fmt::print("  {:<48} {:9.2f} [{:.2f}-{:.2f}]\n", who, median(values), *least, *most);
  }
  std::fflush(stdout);
}

}  // namespace tickbard::test
