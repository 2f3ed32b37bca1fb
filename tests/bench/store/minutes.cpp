#include "tests/bench/store/minutes.hpp"

#include <algorithm>
#include <chrono>
#include <random>

namespace tickbard::test {
namespace {

/// 0 is A, 26 is AA, as columns of a sheet are named.
std::string ticker(int i) {
  std::string name;
  for (++i; i > 0; i = (i - 1) / 26) name.insert(name.begin(), static_cast<char>('A' + (i - 1) % 26));
  return name;
}

constexpr std::int64_t kCent = 10'000'000;
constexpr std::int64_t kShare = 100'000'000;

}  // namespace

MinuteStart minute_of_day(int m, int days_before) {
  using namespace std::chrono;
  return MinuteStart{sys_days{2026y / 11 / 20} + hours{14} + minutes{30} - days{days_before} + minutes{m}};
}

UnixNanos stored_at(MinuteStart start) {
  return start + std::chrono::seconds{62};
}

MadeUpBars::MadeUpBars(int symbols) {
  for (int i = 0; i < symbols; ++i) symbols_.push_back(Symbol::parse(ticker(i)).value());
}

std::vector<Event> MadeUpBars::minute(MinuteStart start, std::uint32_t revision) const {
  std::mt19937_64 random(static_cast<std::uint64_t>(start.time_since_epoch().count()));
  const auto below = [&](std::int64_t n) {
    return static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(n));
  };
  std::vector<Event> out;
  out.reserve(symbols_.size());
  for (std::size_t i = 0; i < symbols_.size(); ++i) {
    const std::int64_t cents = 300 + static_cast<std::int64_t>(i * 2'654'435'761 % 30'000);
    Bar b;
    b.symbol = symbols_[i];
    b.start = start;
    b.open.raw = (cents + below(20)) * kCent;
    b.close.raw = (cents + below(20)) * kCent;
    b.high.raw = std::max(b.open.raw, b.close.raw) + below(5) * kCent;
    b.low.raw = std::min(b.open.raw, b.close.raw) - below(5) * kCent;
    b.volume.raw = Int128{1 + below(static_cast<std::int64_t>(10 + i * 40'503 % 50'000))} * kShare;
    b.vwap = Price{b.low.raw + below(b.high.raw - b.low.raw + 1)};
    b.trade_count = static_cast<std::uint32_t>(1 + below(100));
    b.revision = revision;
    out.emplace_back(b);
  }
  return out;
}

}  // namespace tickbard::test
