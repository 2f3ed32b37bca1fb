#include "daemon/edge/chart_series.hpp"

#include <algorithm>
#include <chrono>

#include "aggregator/core/time_text.hpp"

namespace tickbard {
namespace {

using namespace std::chrono_literals;

ApiProblem store_away(const Problem& why) {
  return {503,
          "The store cannot be read now: " + why.text + " Collecting goes on; try again in some seconds.",
          {},
          {}};
}

ApiProblem never_seen(const ChartQuery& query) {
  std::string tried;
  for (const auto& symbol : query.candidates) tried += (tried.empty() ? "" : ", ") + in_quotes(symbol.view());
  return {
      404,
      "There is no bar of " + in_quotes(query.text) + " (looked for " + tried +
          "). Check the spelling and that a feed subscribes to it; its first bar appears when its first minute "
          "is over. A venue stands in front where one is configured: \"spot:BTCUSDT\".",
      "symbol",
      {}};
}

Bar flat(const Bar& previous, MinuteStart start) {
  Bar out;
  out.symbol = previous.symbol;
  out.start = start;
  out.open = out.high = out.low = out.close = previous.close;
  return out;
}

/// Puts the forming bar at the end, or in the place of the row an earlier shutdown stored of that minute.
void add_forming(const ChartQuery& query, const FormingBar& forming, std::vector<Bar>& bars, Symbol symbol) {
  auto bar = forming ? forming(symbol) : std::nullopt;
  if (!bar || (query.from && bar->start < *query.from) || (query.to && bar->start >= *query.to)) return;
  bar->quality |= quality::kForming;
  if (bars.empty() || bars.back().start < bar->start) {
    bars.push_back(*bar);
  } else if (bars.back().start == bar->start && (bars.back().quality & quality::kForming) != 0) {
    bars.back() = *bar;
  }
}

/// Minutes [first, end) as bars, where `stored` has none the close before it. `previous` is the last bar before
/// `first`.
std::vector<ChartBar> filled(const std::vector<Bar>& stored, std::optional<Bar> previous, MinuteStart first,
                             MinuteStart end) {
  std::vector<ChartBar> out;
  auto next = std::lower_bound(stored.begin(), stored.end(), first,
                               [](const Bar& bar, MinuteStart start) { return bar.start < start; });
  if (next != stored.begin()) previous = *std::prev(next);
  for (MinuteStart t = first; t < end; t += 1min) {
    if (next != stored.end() && next->start == t) {
      previous = *next++;
      out.push_back({*previous, false});
    } else if (previous) {
      out.push_back({flat(*previous, t), true});
    }
  }
  return out;
}

/// Fills the gaps between bars, and those at a given end of the range: never past the minute that is now.
Result<void> fill_gaps(const ChartQuery& query, const BarReader& read, UnixNanos now, const std::vector<Bar>& bars,
                       ChartSeries& out) {
  std::optional<Bar> previous;
  if (query.from && (bars.empty() || bars.front().start > *query.from)) {
    auto before = read({out.symbol, {}, query.from, 1, true});
    if (!before) return before.error();
    if (!before->empty()) previous = before->front();
  }
  if (bars.empty() && !previous) return {};
  const auto limit = std::chrono::minutes{query.limit};
  MinuteStart first = query.from && previous ? *query.from : bars.front().start;
  MinuteStart end = bars.empty() ? first : bars.back().start + 1min;
  if (query.to && !out.next_from) end = std::max(end, std::min(*query.to, minute_of(now)));
  if (out.next_from) out.next_from = end;  // the next answer begins with the gap after this one's last bar
  if (end - first > limit) {
    if (query.from) {
      end = first + limit;
      out.next_from = end;
    } else {
      first = end - limit;
    }
  }
  out.bars = filled(bars, previous, first, end);
  return {};
}

ApiResult<ChartSeries> series_of(Symbol symbol, const ChartQuery& query, const BarReader& read,
                                 const FormingBar& forming, UnixNanos now, std::vector<Bar> bars) {
  ChartSeries out;
  out.symbol = symbol;
  if (!query.from) std::reverse(bars.begin(), bars.end());
  const bool cut = bars.size() > query.limit;
  if (cut && query.from) {
    out.next_from = bars.back().start;
    bars.pop_back();
  }
  if (query.include_forming && !out.next_from) {
    add_forming(query, forming, bars, symbol);
  } else if (!bars.empty() && (bars.back().quality & quality::kForming) != 0 && bars.back().start + 1min > now) {
    bars.pop_back();
  }
  if (bars.size() > query.limit) {
    if (query.from) {
      out.next_from = bars.back().start;
      bars.pop_back();
    } else {
      bars.erase(bars.begin(), bars.end() - static_cast<std::ptrdiff_t>(query.limit));
    }
  }
  if (query.fill_previous) {
    if (auto done = fill_gaps(query, read, now, bars, out); !done) return store_away(done.error());
  } else {
    for (const auto& bar : bars) out.bars.push_back({bar, false});
  }
  return out;
}

void append_json(std::string& out, const ChartBar& row) {
  const Bar& bar = row.bar;
  out += "{\"t\":\"" + to_rfc3339(bar.start) + "\",\"o\":" + to_text(bar.open) + ",\"h\":" + to_text(bar.high);
  out += ",\"l\":" + to_text(bar.low) + ",\"c\":" + to_text(bar.close) + ",\"v\":" + to_text(bar.volume);
  out += ",\"vw\":" + (bar.vwap ? to_text(*bar.vwap) : std::string("null"));
  out += ",\"n\":" + std::to_string(bar.trade_count) + ",\"q\":" + std::to_string(bar.quality);
  out += row.filled ? ",\"f\":true}" : "}";
}

}  // namespace

ApiResult<ChartSeries> chart_series(const ChartQuery& query, const BarReader& read, const FormingBar& forming,
                                    UnixNanos now) {
  for (const auto& symbol : query.candidates) {
    auto bars = read({symbol, query.from, query.to, query.limit + 1, !query.from});
    if (!bars) return store_away(bars.error());
    bool known = !bars->empty() || (forming && forming(symbol));
    if (!known) {
      const auto any = read({symbol, {}, {}, 1, true});
      if (!any) return store_away(any.error());
      known = !any->empty();
    }
    if (known) return series_of(symbol, query, read, forming, now, std::move(*bars));
  }
  return never_seen(query);
}

std::string to_json(const ChartSeries& series) {
  constexpr std::size_t kTypicalBytes = 150;
  std::string out;
  out.reserve(series.bars.size() * kTypicalBytes + 4);
  out += '[';
  for (const auto& row : series.bars) {
    if (out.size() > 1) out += ",\n";
    append_json(out, row);
  }
  return out + "]\n";
}

}  // namespace tickbard
