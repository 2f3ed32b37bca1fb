#include "daemon/runtime/nearest.hpp"

#include <algorithm>
#include <numeric>
#include <vector>

#include "aggregator/core/ascii.hpp"

namespace tickbard {
namespace {

/// Longer words are nobody's slip of the pen, and would cost the square of their length.
constexpr std::size_t kLongestWord = 64;

/// Letters to change, add or leave out (Levenshtein).
std::size_t edits(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t change = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, change});
    }
  }
  return row.back();
}

}  // namespace

NearestWord::NearestWord(std::string_view wanted)
    : wanted_(lower(wanted.substr(0, kLongestWord))),
      fewest_(wanted.size() > kLongestWord ? 0 : std::max<std::size_t>(2, wanted.size() / 3) + 1) {}

void NearestWord::consider(std::string_view known) {
  if (fewest_ == 0 || known.size() > 2 * kLongestWord) return;
  const std::size_t n = edits(wanted_, lower(known));
  if (n >= fewest_ || n >= known.size()) return;
  fewest_ = n;
  found_ = known;
}

}  // namespace tickbard
