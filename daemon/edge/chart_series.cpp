#include "daemon/edge/chart_series.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cmath>

#include "aggregator/core/time_text.hpp"

namespace tickbard {
namespace {

using namespace std::chrono_literals;

std::string kind_of(Interval interval) {
  return interval == Interval::m1 ? "bar" : std::string(name_of(interval)) + " bar";
}

ApiProblem never_seen(const ChartQuery& query) {
  return {404,
          "There is no " + kind_of(query.interval) + " of " + in_quotes(query.text) + " (looked for " +
              in_quotes(query.candidates) + "). Check the spelling and that a feed subscribes to it; " +
              (query.bars_enabled
                   ? "its first bar appears when its first minute is over."
                   : "no new bar is made while bars are switched off (bars.enabled, ENABLE_PRICE_BARS).") +
              " A venue stands in front where one is configured: \"spot:BTCUSDT\".",
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
  } else if (bars.back().start == bar->start &&
             (query.interval != Interval::m1 || (bars.back().quality & quality::kForming) != 0)) {
    bars.back() = *bar;
  }
}

/// Bars of [first, end), `step` apart; where `stored` has none the close before it. `previous` is the last bar
/// before `first`.
std::vector<ChartBar> filled(const std::vector<Bar>& stored, std::optional<Bar> previous, MinuteStart first,
                             MinuteStart end, std::chrono::minutes step) {
  std::vector<ChartBar> out;
  auto next = std::lower_bound(stored.begin(), stored.end(), first,
                               [](const Bar& bar, MinuteStart start) { return bar.start < start; });
  if (next != stored.begin()) previous = *std::prev(next);
  for (MinuteStart t = first; t < end; t += step) {
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
  const auto step = step_of(query.interval);
  const auto limit = step * query.limit;
  const auto on_grid = [&](MinuteStart t) { return t - t.time_since_epoch() % step; };
  MinuteStart first = query.from && previous ? on_grid(*query.from + step - 1min) : bars.front().start;
  MinuteStart end = bars.empty() ? first : bars.back().start + step;
  // A bar that is not over is not filled in; one that begins before `to` is in the range.
  if (query.to && !out.next_from)
    end = std::max(end, std::min(on_grid(*query.to + step - 1min), on_grid(minute_of(now))));
  if (out.next_from) out.next_from = end;  // the next answer begins with the gap after this one's last bar
  if (end - first > limit) {
    if (query.from) {
      end = first + limit;
      out.next_from = end;
    } else {
      first = end - limit;
    }
  }
  out.bars = filled(bars, previous, first, end, step);
  return {};
}

/// Not over yet: a minute is so only where a shutdown stored it half, a longer bar wherever it is.
bool still_forming(const ChartQuery& query, const Bar& bar, UnixNanos now, const BarEnd& end_of) {
  if (query.interval == Interval::m1 && (bar.quality & quality::kForming) == 0) return false;
  return (end_of ? end_of(bar.symbol, bar.start) : bar.start + step_of(query.interval)) > now;
}

ApiResult<ChartSeries> bars_of(Symbol symbol, const ChartQuery& query, const BarReader& read,
                               const FormingBar& forming, UnixNanos now, const BarEnd& end_of,
                               std::vector<Bar> bars) {
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
  } else if (!bars.empty() && still_forming(query, bars.back(), now, end_of)) {
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
    if (auto done = fill_gaps(query, read, now, bars, out); !done) return store_away(done.error().text);
  } else {
    for (const auto& bar : bars) out.bars.push_back({bar, false});
  }
  return out;
}

void append_json(std::string& out, const std::optional<double>& value) {
  std::array<char, 32> text{};
  if (!value || !std::isfinite(*value)) {
    out += "null";
  } else {
    out.append(text.data(), std::to_chars(text.data(), text.data() + text.size(), *value).ptr);
  }
}

void append_lines(std::string& out, const std::vector<ChartLine>& lines, std::size_t at) {
  out += ",\"i\":{";
  for (const auto& line : lines) {
    if (&line != &lines.front()) out += ',';
    out += '"' + line.name + "\":";  // names are keys that were parsed: letters, digits, ':', '=' and '_'
    append_json(out, line.values[at]);
  }
  out += '}';
}

void append_json(std::string& out, const ChartSeries& series, std::size_t at) {
  const ChartBar& row = series.bars[at];
  const Bar& bar = row.bar;
  out += "{\"t\":\"" + to_rfc3339(bar.start) + "\",\"o\":" + to_text(bar.open) + ",\"h\":" + to_text(bar.high);
  out += ",\"l\":" + to_text(bar.low) + ",\"c\":" + to_text(bar.close) + ",\"v\":" + to_text(bar.volume);
  out += ",\"vw\":" + (bar.vwap ? to_text(*bar.vwap) : std::string("null"));
  out += ",\"n\":" + std::to_string(bar.trade_count) + ",\"q\":" + std::to_string(bar.quality);
  if (row.filled) out += ",\"f\":true";
  if (!series.lines.empty()) append_lines(out, series.lines, at);
  out += '}';
}

}  // namespace

ApiResult<ChartSeries> chart_series(const ChartQuery& query, const BarReader& read, const FormingBar& forming,
                                    UnixNanos now, const BarEnd& end_of) {
  for (const auto& symbol : query.candidates) {
    auto bars = read({symbol, query.from, query.to, query.limit + 1, !query.from});
    if (!bars) return store_away(bars.error().text);
    bool known = !bars->empty();
    if (query.interval == Interval::m1 || query.include_forming) known = known || (forming && forming(symbol));
    if (!known) {
      const auto any = read({symbol, {}, {}, 1, true});
      if (!any) return store_away(any.error().text);
      known = !any->empty();
    }
    if (known) return bars_of(symbol, query, read, forming, now, end_of, std::move(*bars));
  }
  return never_seen(query);
}

std::string to_json(const ChartSeries& series) {
  constexpr std::size_t kTypicalBytes = 150;
  std::string out;
  out.reserve(series.bars.size() * kTypicalBytes + 4);
  out += '[';
  for (std::size_t i = 0; i < series.bars.size(); ++i) {
    if (i > 0) out += ",\n";
    append_json(out, series, i);
  }
  return out + "]\n";
}

}  // namespace tickbard
