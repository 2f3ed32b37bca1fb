#include "daemon/edge/chart_query.hpp"

#include <chrono>

namespace tickbard {
namespace {

std::optional<MinuteStart> first_minute_at_or_after(std::optional<UnixNanos> t) {
  if (!t) return std::nullopt;
  return std::chrono::ceil<std::chrono::minutes>(*t);
}

void read_indicators(Parameters& parameters, ChartQuery& query) {
  const auto* value = parameters.text("indicators");
  if (value == nullptr) return;
  auto keys = parse_indicator_keys(*value);
  if (!keys) return parameters.refuse("indicators", "cannot be drawn: " + keys.error().text + ".");
  query.indicators = std::move(*keys);
}

void check_fill(Parameters& parameters, const ChartQuery& query) {
  if (!query.fill_previous) return;
  if (query.interval == Interval::h1 || query.interval == Interval::d1) {
    parameters.refuse("fill",
                      "is for 1m, 5m and 15m: hours and days begin with their session, so there is no grid.");
  } else if (!query.indicators.empty()) {
    parameters.refuse("fill",
                      "does not go with indicators, which are of bars that traded: leave one of them out.");
  }
}

}  // namespace

std::chrono::minutes step_of(Interval interval) {
  return interval == Interval::d1 ? std::chrono::minutes{std::chrono::days{1}} : length_of(interval);
}

ApiResult<ChartQuery> parse_chart_query(std::string_view symbol, const RequestTarget& target) {
  ChartQuery query;
  query.text = symbol;
  auto candidates = read_symbol(symbol);
  if (!candidates) return candidates.error();
  query.candidates = std::move(*candidates);
  Parameters parameters(target,
                        {"interval", "from", "to", "limit", "fill", "include_forming", "adjusted", "indicators"});
  if (const auto* interval = parameters.text("interval")) {
    const auto known = parse_interval(*interval);
    if (!known) parameters.refuse("interval", "is no interval: allowed are 1m, 5m, 15m, 1h and 1d.");
    query.interval = known.value_or(Interval::m1);
  }
  const auto from = parameters.bound("from", Bound::from);
  const auto to = parameters.bound("to", Bound::to);
  query.limit = parameters.whole("limit", ChartQuery::kDefaultLimit, ChartQuery::kMaxLimit);
  query.fill_previous = parameters.choice("fill", "none", "previous");
  query.include_forming = parameters.flag("include_forming");
  if (parameters.text("adjusted") != nullptr) query.adjusted = parameters.flag("adjusted");
  read_indicators(parameters, query);
  check_fill(parameters, query);
  parameters.ordered(from, to);
  if (parameters.problem()) return *parameters.problem();
  query.from = first_minute_at_or_after(from);
  query.to = first_minute_at_or_after(to);
  return query;
}

}  // namespace tickbard
