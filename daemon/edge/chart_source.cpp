#include "daemon/edge/chart_source.hpp"

#include <algorithm>
#include <limits>

#include "aggregator/derive/bar_fold.hpp"
#include "daemon/edge/store_reader.hpp"
#include "daemon/edge/symbol_calendar.hpp"
#include "sinks/derived/corporate_actions.hpp"
#include "sinks/derived/daily_history.hpp"
#include "sinks/derived/higher_bars.hpp"

namespace tickbard {
namespace {

using std::chrono::minutes;

constexpr std::size_t kMostDays = 20'000;  // of one symbol; fifty years of every day

Bar day_bar(const DailyBar& day) {
  constexpr std::uint64_t kMost = std::numeric_limits<std::uint32_t>::max();
  Bar out;
  out.symbol = day.symbol;
  out.start = std::chrono::sys_days{day.session};
  out.open = day.open;
  out.high = day.high;
  out.low = day.low;
  out.close = day.close;
  out.volume = day.volume_rth;
  out.vwap = day.vwap_rth;
  out.trade_count = static_cast<std::uint32_t>(std::min(day.trade_count, kMost));
  out.revision = day.revision;
  return out;
}

/// False where a figure cannot be expressed in today's shares.
bool adjust_bar(Bar& bar, const SplitFactor& factor) {
  for (Price* price : {&bar.open, &bar.high, &bar.low, &bar.close}) {
    const auto adjusted = factor.price(*price);
    if (!adjusted || adjusted->raw <= 0) return false;
    *price = *adjusted;
  }
  const auto volume = factor.volume(bar.volume);
  if (!volume) return false;
  bar.volume = *volume;
  if (bar.vwap) bar.vwap = factor.price(*bar.vwap);
  return true;
}

}  // namespace

const Calendar* ChartSource::calendar(Symbol symbol) {
  if (calendar_of_ != symbol) {
    calendar_of_ = symbol;
    calendar_ = nullptr;
    if (asked_.store.tables != nullptr) {
      // A store that is away is said by the read of the bars; here the default does.
      const auto found = calendar_of(symbol, *asked_.store.tables, context_);
      calendar_ = found ? *found : context_.calendars.find(context_.default_calendar);
    }
  }
  return calendar_;
}

Result<std::vector<Bar>> ChartSource::read_days(const BarRange& range) {
  using std::chrono::days, std::chrono::sys_days;
  SessionDate last{std::chrono::year{9999}, std::chrono::December, std::chrono::day{31}};
  if (range.to) last = std::chrono::ceil<days>(*range.to) - days{1};
  const bool newest_first = range.newest_first && !range.from;
  auto rows = history_of_symbol(*asked_.store.tables, range.symbol, last, newest_first ? range.limit : kMostDays);
  if (!rows) return Problem{rows.error().text};
  std::vector<Bar> out;
  for (const auto& row : *rows) {
    Bar bar = day_bar(row.bar);
    if ((!range.from || bar.start >= *range.from) && (!range.to || bar.start < *range.to)) out.push_back(bar);
  }
  if (range.newest_first) std::reverse(out.begin(), out.end());
  if (out.size() > range.limit) out.resize(range.limit);
  return out;
}

Result<std::vector<Bar>> ChartSource::read_stored(const BarRange& range) {
  if (query_.interval == Interval::m1) return asked_.store.bars(range);
  if (asked_.store.tables == nullptr) return Problem{"its derived tables are not open."};
  if (query_.interval == Interval::d1) return read_days(range);
  return read_range(range, asked_.now, [&](const BarQuery& part, std::vector<Bar>& out) -> Result<void> {
    auto rows = read_bars(*asked_.store.tables, query_.interval, part);
    if (!rows) return Problem{rows.error().text};
    for (const auto& row : *rows) out.push_back(row.bar);
    return {};
  });
}

Result<void> ChartSource::load_splits() {
  if (splits_) return {};
  if (asked_.store.tables == nullptr) return Problem{"its derived tables are not open."};
  auto rows = read_splits_of_securities(*asked_.store.tables);
  if (!rows) return Problem{rows.error().text};
  auto splits = SplitAdjuster::of(std::move(*rows));
  if (!splits) return splits.error();
  splits_ = std::move(*splits);
  return {};
}

SplitFactor ChartSource::factor(const Bar& bar) {
  const Calendar* follows = calendar(bar.symbol);
  const SessionDate of = session_of(query_.interval == Interval::d1 ? nullptr : follows, bar.start);
  return splits_->factor(bar.symbol, of, session_of(follows, asked_.now));
}

std::optional<Bar> ChartSource::regular(const Bar& bar) {
  const Calendar* follows = query_.interval == Interval::d1 ? nullptr : calendar(bar.symbol);
  if (follows != nullptr && follows->segment(bar.start) != Segment::rth) return std::nullopt;
  return bar;
}

std::optional<Bar> ChartSource::counted(Bar bar) {
  if (!regular(bar)) return std::nullopt;
  const SplitFactor by = factor(bar);
  if (!by.is_one() && !adjust_bar(bar, by)) return std::nullopt;
  return bar;
}

/// Ended minutes that are not stored yet: without them the chart would have a gap before the forming one.
void ChartSource::add_unstored(const BarRange& range, std::vector<Bar>& bars) const {
  if (bars.empty() || !context_.newer || (!range.newest_first && bars.size() >= range.limit)) return;
  auto newer = context_.newer(range.symbol, range.newest_first ? bars.front().start : bars.back().start);
  if (!newer.empty() && (newer.back().quality & quality::kForming) != 0) newer.pop_back();
  std::erase_if(newer, [&](const Bar& bar) { return range.to && bar.start >= *range.to; });
  if (range.newest_first) {
    bars.insert(bars.begin(), newer.rbegin(), newer.rend());
  } else {
    bars.insert(bars.end(), newer.begin(), newer.end());
  }
  if (bars.size() > range.limit) bars.resize(range.limit);
}

Result<std::vector<Bar>> ChartSource::read(const BarRange& range) {
  auto bars = read_stored(range);
  if (bars && query_.interval == Interval::m1 && query_.include_forming) add_unstored(range, *bars);
  if (!bars || !query_.wants_adjusted() || bars->empty()) return bars;
  if (auto done = load_splits(); !done) return done.error();
  std::erase_if(*bars, [&](Bar& bar) {
    const SplitFactor by = factor(bar);
    return !by.is_one() && !adjust_bar(bar, by);
  });
  return bars;
}

MinuteStart ChartSource::end_of(Symbol symbol, MinuteStart start) {
  const MinuteStart full = start + step_of(query_.interval);
  const Calendar* follows = query_.interval == Interval::m1 ? nullptr : calendar(symbol);
  if (follows == nullptr) return full;
  if (query_.interval == Interval::d1) {
    const auto session = follows->session(std::chrono::floor<std::chrono::days>(start));
    return session ? std::chrono::floor<minutes>(session->close) : full;
  }
  const Session* session = follows->current_or_last(start);
  const auto span = session == nullptr ? std::nullopt : span_of(query_.interval, Align::session, *session, start);
  return span ? std::min(span->end, full) : full;
}

std::optional<Bar> ChartSource::forming(Symbol symbol) {
  auto minute = asked_.forming ? asked_.forming(symbol) : std::nullopt;
  if (query_.interval == Interval::m1) return minute;
  const Calendar* follows = calendar(symbol);
  const MinuteStart at = minute ? minute->start : minute_of(asked_.now);
  const Session* session = follows == nullptr ? nullptr : follows->current_or_last(at);
  const auto span = session == nullptr ? std::nullopt : span_of(query_.interval, Align::session, *session, at);
  if (!span || at < span->start || at >= span->end) return std::nullopt;
  const auto most = static_cast<std::uint32_t>((span->end - span->start).count());
  auto stored = asked_.store.bars({symbol, span->start, span->end, most, false});
  if (!stored) return std::nullopt;
  BarFold fold;
  for (const Bar& bar : *stored)
    if (!minute || bar.start < minute->start) fold.add(bar);
  if (minute) fold.add(*minute);
  if (fold.empty()) return std::nullopt;
  const MinuteStart label =
      query_.interval == Interval::d1 ? MinuteStart{std::chrono::sys_days{session->date}} : span->start;
  return fold.bar(symbol, label);
}

}  // namespace tickbard
