#include "daemon/edge/chart_indicators.hpp"

#include <algorithm>
#include <chrono>

#include "aggregator/derive/indicators/indicator_stream.hpp"

namespace tickbard {
namespace {

AdjustedBar as_input(const Bar& bar) {
  return {std::chrono::floor<std::chrono::days>(bar.start),
          bar.start,
          bar.open,
          bar.high,
          bar.low,
          bar.close,
          bar.volume,
          false};
}

ChartLine line_of(const IndicatorKey& key, const std::vector<Bar>& before, const std::vector<ChartBar>& bars) {
  IndicatorStream stream(key);
  for (const Bar& bar : before) stream.push(as_input(bar));
  ChartLine out{to_text(key), {}};
  out.values.reserve(bars.size());
  for (const ChartBar& row : bars) {
    stream.push(as_input(row.bar));
    out.values.push_back(stream.warm() ? stream.value() : std::nullopt);
  }
  return out;
}

}  // namespace

Result<void> add_indicators(const ChartQuery& query, const BarReader& read, ChartSeries& series) {
  if (query.indicators.empty()) return {};
  std::vector<Bar> before;
  if (!series.bars.empty()) {
    const auto warm_up = static_cast<std::uint32_t>(warm_up_bars(query.indicators));
    auto bars = read({series.symbol, {}, series.bars.front().bar.start, warm_up, true});
    if (!bars) return bars.error();
    before = std::move(*bars);
    std::reverse(before.begin(), before.end());
  }
  for (const auto& key : query.indicators) series.lines.push_back(line_of(key, before, series.bars));
  return {};
}

}  // namespace tickbard
