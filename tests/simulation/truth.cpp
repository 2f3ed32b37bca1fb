#include "tests/simulation/truth.hpp"

#include <algorithm>
#include <tuple>

namespace tickbard::sim {

std::size_t Truth::traded(const Tick& tick) {
  Traded one;
  one.tick = tick;
  prints_.push_back(one);
  return prints_.size() - 1;
}

std::map<BarKey, std::vector<const Traded*>> Truth::minutes() const {
  std::map<BarKey, std::vector<const Traded*>> out;
  for (const Traded& p : prints_) {
    const std::int64_t seconds = to_unix_nanos(p.tick.event_time) / 1'000'000'000;
    out[{std::string{p.tick.symbol.view()}, seconds - seconds % 60}].push_back(&p);
  }
  return out;
}

std::optional<Expected> Truth::fold(std::vector<const Traded*> prints) {
  if (prints.empty()) return std::nullopt;
  std::stable_sort(prints.begin(), prints.end(), [](const Traded* a, const Traded* b) {
    return std::tuple(a->tick.event_time, a->tick.sequence, a->arrival) <
           std::tuple(b->tick.event_time, b->tick.sequence, b->arrival);
  });
  Expected e;
  e.open = prints.front()->tick.price.raw;
  e.close = prints.back()->tick.price.raw;
  e.high = e.low = e.open;
  Int128 turnover = 0;
  for (const Traded* p : prints) {
    e.high = std::max(e.high, p->tick.price.raw);
    e.low = std::min(e.low, p->tick.price.raw);
    e.volume += p->tick.size.raw;
    turnover += static_cast<Int128>(p->tick.price.raw) * p->tick.size.raw;
    ++e.count;
  }
  const Int128 whole = turnover / e.volume, rest = turnover % e.volume;
  const bool up = 2 * rest > e.volume || (2 * rest == e.volume && whole % 2 == 1);
  e.vwap = static_cast<std::int64_t>(whole + (up ? 1 : 0));
  return e;
}

std::string difference(const Bar& stored, const Expected& expected) {
  std::string out;
  const auto compare = [&out](const char* what, std::int64_t got, std::int64_t wanted) {
    if (got == wanted) return;
    out += std::string{out.empty() ? "" : ", "} + what + " is " + std::to_string(got) + " instead of " +
           std::to_string(wanted);
  };
  compare("open", stored.open.raw, expected.open);
  compare("high", stored.high.raw, expected.high);
  compare("low", stored.low.raw, expected.low);
  compare("close", stored.close.raw, expected.close);
  compare("volume", static_cast<std::int64_t>(stored.volume.raw), static_cast<std::int64_t>(expected.volume));
  compare("vwap", stored.vwap ? stored.vwap->raw : -1, expected.vwap);
  compare("trade_count", stored.trade_count, expected.count);
  return out;
}

}  // namespace tickbard::sim
