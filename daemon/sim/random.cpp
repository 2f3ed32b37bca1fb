#include "daemon/sim/random.hpp"

namespace tickbard {

ZipfTable::ZipfTable(std::uint32_t n) : cells_(n, Cell{1.0, 0}) {
  double sum = 0;
  for (std::uint32_t r = 0; r < n; ++r) sum += 1.0 / (r + 1.0);

  std::vector<double> weight(n);
  std::vector<std::uint32_t> small, large;
  for (std::uint32_t r = 0; r < n; ++r) {
    weight[r] = n / ((r + 1.0) * sum);
    (weight[r] < 1.0 ? small : large).push_back(r);
  }
  while (!small.empty() && !large.empty()) {
    const std::uint32_t s = small.back(), l = large.back();
    small.pop_back();
    cells_[s] = {weight[s], l};
    weight[l] -= 1.0 - weight[s];
    if (weight[l] < 1.0) {
      large.pop_back();
      small.push_back(l);
    }
  }
}

std::uint32_t ZipfTable::draw(Random& random) const {
  const auto at = static_cast<std::uint32_t>(random.below(cells_.size()));
  return random.unit() <= cells_[at].keep ? at : cells_[at].other;
}

}  // namespace tickbard
