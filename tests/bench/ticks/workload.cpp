#include "tests/bench/ticks/workload.hpp"

#include <algorithm>
#include <cmath>

#include "aggregator/core/splitmix.hpp"
#include "tests/bench/ticks/trade_forms.hpp"

namespace tickbard::test {
namespace {

/// Draws 0, 1, 2 … by Zipf's law with exponent 1.
class Zipf {
 public:
  explicit Zipf(int n) : sums_(static_cast<std::size_t>(n)) {
    double sum = 0;
    for (std::size_t i = 0; i < sums_.size(); ++i) sums_[i] = sum += 1.0 / static_cast<double>(i + 1);
  }
  int draw(std::uint64_t random) const {
    const double u = static_cast<double>(random >> 11) * 0x1p-53 * sums_.back();
    return static_cast<int>(std::upper_bound(sums_.begin(), sums_.end(), u) - sums_.begin());
  }

 private:
  std::vector<double> sums_;
};

bool jumps(std::size_t symbol) {
  return symbol % 100 == 99;
}

}  // namespace

std::string symbol_name(int n) {
  std::string name;
  for (int rest = n + 26; rest > 0; rest /= 26) name.insert(name.begin(), static_cast<char>('A' + rest % 26));
  return name;
}

std::uint64_t steady_dollars(std::size_t n) {
  return 100 + n % 800;
}

Frames make_frames(const Workload& what, int round) {
  const Zipf zipf(what.symbols);
  const TradeForm& form = trade_form(what.provider);
  std::vector<std::string> names;
  for (int i = 0; i < what.symbols; ++i) names.push_back(symbol_name(what.first_symbol + i));

  Frames out;
  std::vector<std::size_t> begins;
  std::uint64_t seed = what.seed;
  const std::int64_t seconds_a_round = what.trades / what.trades_per_second;
  for (int i = 0; i < what.trades; ++i) {
    if (i % what.per_frame == 0) {
      if (i != 0) out.text += form.end;
      begins.push_back(out.text.size());
      out.text += form.begin;
    } else {
      out.text += ',';
    }
    const std::uint64_t a = splitmix64(seed), b = splitmix64(seed), c = splitmix64(seed);
    const auto symbol = static_cast<std::size_t>(zipf.draw(a));
    const std::uint64_t dollars = jumps(symbol) ? 1 + (c >> 8) % 900 : steady_dollars(symbol);
    const std::int64_t t =
        what.first_milli + round * 1000 * seconds_a_round + std::int64_t{i} * 1000 / what.trades_per_second;
    form.write(out.text, {.name = names[symbol],
                          .number = std::int64_t{round} * what.trades + i,
                          .milli = t,
                          .dollars = dollars,
                          .a = a,
                          .b = b,
                          .c = c});
  }
  out.text += form.end;
  begins.push_back(out.text.size());
  out.text.append(64, ' ');
  for (std::size_t i = 0; i + 1 < begins.size(); ++i) {
    out.all.push_back(std::string_view(out.text).substr(begins[i], begins[i + 1] - begins[i]));
  }
  return out;
}

}  // namespace tickbard::test
