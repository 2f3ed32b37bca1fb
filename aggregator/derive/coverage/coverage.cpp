#include "aggregator/derive/coverage/coverage.hpp"

#include <algorithm>

namespace tickbard {

namespace {

Lag lag_of(std::uint32_t sessions) {
  return sessions == 0 ? Lag::none_behind : sessions == 1 ? Lag::one : Lag::two_or_more;
}

bool listed_before(const StaleSymbol& a, const StaleSymbol& b) {
  return a.sessions != b.sessions ? a.sessions > b.sessions : a.symbol < b.symbol;
}

SeriesCoverage series_of(std::span<const ExpectedSessions> markets, std::span<const SymbolFreshness> universe,
                         std::optional<SessionDate> SymbolFreshness::*newest) {
  SeriesCoverage out;
  for (const SymbolFreshness& s : universe) {
    const std::optional<SessionDate>& last = s.*newest;
    const std::uint32_t sessions = last ? markets[s.market].lag(*last) : 0;
    const auto lag = static_cast<std::size_t>(last ? lag_of(sessions) : Lag::no_bar);
    ++out.symbols[lag];
    if (lag != 0) out.listed[lag].push_back({s.symbol, last, sessions});
  }
  for (std::vector<StaleSymbol>& list : out.listed) {
    const std::size_t kept = std::min(kStaleListed, list.size());
    std::partial_sort(list.begin(), list.begin() + static_cast<std::ptrdiff_t>(kept), list.end(), listed_before);
    list.resize(kept);
  }
  return out;
}

bool is_ok(const SeriesCoverage& series, const CoverageRules& rules) {
  const bool enough = series.of(Lag::none_behind) * 100 >= series.universe() * rules.least_percent;
  return enough && series.of(Lag::two_or_more) == 0;
}

std::string counted(std::uint64_t n, std::string_view what) {
  return std::to_string(n) + " " + std::string(what);
}

std::string sentence(std::string_view bars, const SeriesCoverage& series) {
  std::string out = std::string(bars) + ": " + to_text(series.percent()->raw, 2) + " % of " +
                    counted(series.universe(), series.universe() == 1 ? "symbol" : "symbols") + " up to date";
  const std::array<std::string_view, kLags> words{"", "one session behind", "two sessions or more behind",
                                                  "without a bar"};
  for (std::size_t lag = 1; lag < kLags; ++lag)
    if (series.symbols[lag] > 0) out += ", " + counted(series.symbols[lag], words[lag]);
  return out;
}

}  // namespace

std::uint64_t SeriesCoverage::universe() const {
  std::uint64_t sum = 0;
  for (const std::uint64_t n : symbols) sum += n;
  return sum;
}

std::optional<Fixed<2>> SeriesCoverage::percent() const {
  const std::uint64_t all = universe();
  if (all == 0) return std::nullopt;
  return Fixed<2>{static_cast<std::int64_t>(of(Lag::none_behind) * 10'000 / all)};
}

Coverage coverage_of(std::span<const ExpectedSessions> markets, std::span<const SymbolFreshness> universe,
                     const CoverageRules& rules) {
  Coverage out;
  out.daily = series_of(markets, universe, &SymbolFreshness::daily);
  out.m5 = series_of(markets, universe, &SymbolFreshness::m5);
  if (universe.empty()) {
    out.summary = "no symbol is tracked, and none is stored";
    return out;
  }
  const bool ok = is_ok(out.daily, rules) && (!rules.m5_counts || is_ok(out.m5, rules));
  out.status = ok ? CoverageStatus::ok : CoverageStatus::degraded;
  out.summary = sentence("daily", out.daily);
  if (rules.m5_counts) out.summary += "; " + sentence("5m", out.m5);
  return out;
}

}  // namespace tickbard
