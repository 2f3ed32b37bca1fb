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

using Inputs = std::vector<std::optional<AdjustedBar>>;

/// The `count` bars before `end` that count, oldest first: fewer where the store has no more.
Result<Inputs> bars_before(ChartSource& source, Symbol symbol, MinuteStart end, std::uint32_t count) {
  // Between one session's close and the next one's open there are at most 570 minutes that do not count; of all
  // minutes two fifths do.
  constexpr std::uint32_t kLeast = 1'000;
  constexpr int kMostReads = 6;
  const std::uint32_t page = std::max(count, kLeast);
  Inputs out;
  for (int reads = 0; reads < kMostReads && out.size() < count; ++reads) {
    auto bars = source.read_stored({symbol, {}, end, page, true});
    if (!bars) return bars.error();
    for (auto bar = bars->begin(); bar != bars->end() && out.size() < count; ++bar)
      if (const auto counted = source.counted(*bar)) out.emplace_back(as_input(*counted));
    if (bars->size() < page) break;
    end = bars->back().start;
  }
  std::reverse(out.begin(), out.end());
  return out;
}

ChartLine line_of(const IndicatorKey& key, const Inputs& before, const Inputs& shown) {
  IndicatorStream stream(key);
  for (const auto& bar : before) stream.push(*bar);
  ChartLine out{to_text(key), {}};
  out.values.reserve(shown.size());
  for (const auto& bar : shown) {
    if (bar) stream.push(*bar);
    out.values.push_back(bar && stream.warm() ? stream.value() : std::nullopt);
  }
  return out;
}

}  // namespace

Result<void> add_indicators(const ChartQuery& query, ChartSource& source, ChartSeries& series) {
  if (query.indicators.empty()) return {};
  if (auto loaded = source.load_splits(); !loaded) return loaded.error();
  Inputs before, shown;
  if (!series.bars.empty()) {
    const auto warm_up = static_cast<std::uint32_t>(warm_up_bars(query.indicators));
    auto bars = bars_before(source, series.symbol, series.bars.front().bar.start, warm_up);
    if (!bars) return bars.error();
    before = std::move(*bars);
  }
  for (const ChartBar& row : series.bars) {
    const auto counted = query.wants_adjusted() ? source.regular(row.bar) : source.counted(row.bar);
    shown.push_back(counted ? std::optional(as_input(*counted)) : std::nullopt);
  }
  for (const auto& key : query.indicators) series.lines.push_back(line_of(key, before, shown));
  return {};
}

}  // namespace tickbard
