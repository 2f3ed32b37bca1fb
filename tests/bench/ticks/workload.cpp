#include "tests/bench/ticks/workload.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "aggregator/core/splitmix.hpp"

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

/// `dollars` and 2 to 4 places, zeros trimmed, as the feed writes them.
std::string price_text(std::uint64_t random, std::uint64_t dollars) {
  static constexpr int kPlaces[] = {2, 2, 2, 3, 4};
  const int places = kPlaces[random % 5];
  const auto scale = static_cast<std::uint64_t>(std::pow(10, places));
  const std::uint64_t fraction = (random >> 24) % scale;
  std::string text = fmt::format("{}.{:0{}}", dollars, fraction, places);
  while (text.back() == '0') text.pop_back();
  if (text.back() == '.') text.pop_back();
  return text;
}

bool jumps(std::size_t symbol) {
  return symbol % 100 == 99;
}

std::string_view conditions_text(std::uint64_t random) {
  switch (random % 10) {
    case 0:
    case 1:
    case 2:
      return "";
    case 3:
    case 4:
      return R"("c":[37],)";
    case 5:
    case 6:
      return R"("c":[14,41],)";
    case 7:
      return R"("c":[0],)";
    case 8:
      return R"("c":[12,37],)";
    default:
      return R"("c":[14,12,37,41],)";
  }
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
  std::vector<std::string> names;
  for (int i = 0; i < what.symbols; ++i) names.push_back(symbol_name(what.first_symbol + i));

  Frames out;
  std::vector<std::size_t> begins;
  std::uint64_t seed = what.seed;
  const std::int64_t seconds_a_round = what.trades / what.trades_per_second;
  for (int i = 0; i < what.trades; ++i) {
    if (i % what.per_frame == 0) {
      if (i != 0) out.text += ']';
      begins.push_back(out.text.size());
      out.text += '[';
    } else {
      out.text += ',';
    }
    const std::uint64_t a = splitmix64(seed), b = splitmix64(seed), c = splitmix64(seed);
    const auto symbol = static_cast<std::size_t>(zipf.draw(a));
    const std::uint64_t dollars = jumps(symbol) ? 1 + (c >> 8) % 900 : steady_dollars(symbol);
    const std::int64_t t =
        what.first_milli + round * 1000 * seconds_a_round + std::int64_t{i} * 1000 / what.trades_per_second;
    const std::int64_t number = std::int64_t{round} * what.trades + i;
    fmt::format_to(std::back_inserter(out.text),
                   R"({{"ev":"T","sym":"{}","i":"{}",)"
                   R"("x":{},"p":{},"s":{},{}"t":{},"q":{},"z":{}}})",
                   names[symbol], 1 + number, 1 + b % 21, price_text(c, dollars),
                   (b >> 8) % 4 == 0 ? 100 * (1 + (b >> 16) % 9) : 1 + (b >> 16) % 400, conditions_text(b >> 32),
                   t, 1000 + number, 1 + (b >> 48) % 3);
  }
  out.text += ']';
  begins.push_back(out.text.size());
  out.text.append(64, ' ');
  for (std::size_t i = 0; i + 1 < begins.size(); ++i) {
    out.all.push_back(std::string_view(out.text).substr(begins[i], begins[i + 1] - begins[i]));
  }
  return out;
}

}  // namespace tickbard::test
