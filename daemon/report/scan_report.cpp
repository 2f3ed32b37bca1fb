#include "daemon/report/scan_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "aggregator/core/time_text.hpp"
#include "sinks/derived/aggregate_values.hpp"
#include "sinks/derived/daily_bars.hpp"
#include "sinks/derived/freshness.hpp"
#include "sinks/derived/security_sets.hpp"

namespace tickbard {

namespace {

/// Sessions read back: enough for ten stored ones with holes between.
constexpr std::size_t kSessionsBack = 30;

/// A close beside today's: both are expressed in the same shares, so their ratio is a price return.
Price adjusted(const StoredDaily& day) {
  constexpr Int128 kOne = 1'000'000'000'000;
  return Price{static_cast<std::int64_t>((Int128{day.bar.close.raw} * day.adj_factor + kOne / 2) / kOne)};
}

StoreResult<MarketLine> market_line(const DeriveContext& context, const Symbol& symbol, SessionDate session) {
  const auto days = daily_of_symbol(context.from, symbol, session, 6);
  if (!days) return days.error();
  MarketLine out;
  out.symbol = symbol;
  if (days->empty()) return out;
  const StoredDaily& last = days->back();
  out.as_of = last.bar.session;
  out.last_close = last.bar.close;
  const auto against = [&](std::size_t bars_before) -> std::optional<Percent> {
    if (days->size() <= bars_before) return std::nullopt;
    return percent_change(adjusted((*days)[days->size() - 1 - bars_before]), adjusted(last));
  };
  out.one_day = against(1);
  out.five_days = against(5);
  return out;
}

StoreResult<void> add_market(const DeriveContext& context, const ScanOptions& options, ScanReport& report) {
  for (const std::string& name : options.market) {
    const auto symbol = Symbol::parse(name);
    if (!symbol) continue;
    auto line = market_line(context, *symbol, report.session);
    if (!line) return line.error();
    if (!line->as_of) {
      report.issues.push_back(fmt::format("{} has no daily bar up to {}.", name, to_text(report.session)));
    } else if (*line->as_of != report.session) {
      report.issues.push_back(fmt::format("{} has no daily bar of {}; its last one is of {}.", name,
                                          to_text(report.session), to_text(*line->as_of)));
    }
    report.market.push_back(std::move(*line));
  }
  return {};
}

/// Values of the session and of those before, by key.
StoreResult<UniverseScan> universe_scan(const DeriveContext& context, const Calendar& calendar,
                                        const std::string& name, SessionDate session) {
  UniverseScan out;
  out.name = name;
  SessionDate first = session;
  for (std::size_t i = 0; i < kSessionsBack; ++i)
    if (const auto before = calendar.previous_session(first)) first = before->date;
  AggregateQuery query;
  query.set = name;
  query.first = first;
  query.last = session;
  const auto rows = read_aggregates(context.from, query);
  if (!rows) return rows.error();
  std::map<std::string, std::vector<SeriesPoint>, std::less<>> series;
  std::set<SessionDate, std::greater<>> sessions;
  for (const AggregateRow& row : *rows) {
    series[row.key].push_back({row.as_of_date, row.value});
    sessions.insert(row.as_of_date);
    if (row.as_of_date != session) continue;
    out.set_hash = row.set_hash;
    out.figures[row.key].valid = row.valid;
    out.figures[row.key].missing = row.missing;
  }
  for (auto& [key, line] : out.figures) line.summary = summary_of(series[key], session);
  out.sessions.assign(sessions.begin(), sessions.end());
  if (out.sessions.size() > 10) out.sessions.resize(10);
  if (out.set_hash.empty()) return out;
  const auto set = read_security_set(context.from, out.set_hash);
  if (!set) return set.error();
  if (*set) out.tickers = (*set)->ticker_count;
  return out;
}

/// Every name once, `all` first.
StoreResult<std::vector<std::string>> stored_names(const DeriveContext& context) {
  const auto aliases = read_set_aliases(context.from);
  if (!aliases) return aliases.error();
  std::vector<std::string> out;
  for (const SetAlias& alias : *aliases)
    if (std::find(out.begin(), out.end(), alias.name) == out.end()) out.push_back(alias.name);
  std::stable_partition(out.begin(), out.end(), [](const std::string& name) { return name == "all"; });
  return out;
}

StoreError no_such_set(const std::string& name, const std::vector<std::string>& known) {
  std::string names;
  for (const std::string& n : known) names += (names.empty() ? "" : ", ") + n;
  return {StoreErrorClass::other,
          fmt::format("no breadth is stored of a set \"{}\" ({}); run `tickbard derive breadth --set {}` first.",
                      name, names.empty() ? "of no set at all" : "there are: " + names, name)};
}

StoreResult<void> add_universes(const DeriveContext& context, const Calendar& calendar, const ScanOptions& options,
                                ScanReport& report) {
  const auto known = stored_names(context);
  if (!known) return known.error();
  const bool asked = !options.sets.empty();
  for (const std::string& name : asked ? options.sets : *known) {
    auto scan = universe_scan(context, calendar, name, report.session);
    if (!scan) return scan.error();
    if (scan->figures.empty()) {
      const auto newest = newest_aggregate(context.from, name, "day");
      if (!newest) return newest.error();
      if (asked && !*newest) return no_such_set(name, *known);
      if (!asked) continue;  // a set of another calendar, or of other days
      report.issues.push_back(
          fmt::format("No breadth of {} is stored for {}: run `tickbard derive breadth --set {} "
                      "--session {}`.",
                      name, to_text(report.session), name, to_text(report.session)));
    }
    report.universes.push_back(std::move(*scan));
  }
  if (report.universes.empty())
    report.issues.push_back(fmt::format("No breadth is stored for {}: run `tickbard derive breadth --session {}`.",
                                        to_text(report.session), to_text(report.session)));
  return {};
}

StoreResult<void> add_bars(const DeriveContext& context, ScanReport& report) {
  const auto fill = read_daily_fill(context.from, report.session, report.session);
  if (!fill) return fill.error();
  const std::string date = to_text(report.session);
  if (fill->empty()) {
    report.issues.push_back(
        fmt::format("No symbol has a daily bar of {}: run `tickbard derive daily --session {}`.", date, date));
    return {};
  }
  report.daily_bars = fill->front().symbols;
  report.final_bars = fill->front().final_symbols;
  if (report.final_bars < report.daily_bars)
    report.issues.push_back(fmt::format("{} of {} daily bars of {} are provisional.",
                                        grouped(static_cast<std::int64_t>(report.daily_bars - report.final_bars)),
                                        grouped(static_cast<std::int64_t>(report.daily_bars)), date));
  return {};
}

void add_missing_members(ScanReport& report) {
  for (const UniverseScan& universe : report.universes) {
    const auto found = universe.figures.find("missing_ticker_count");
    if (found == universe.figures.end() || found->second.summary.value.value_or(0) == 0) continue;
    report.issues.push_back(fmt::format("{}: {} of {} securities have no close of {} or none shortly before.",
                                        universe.name, number_text(found->second.summary.value),
                                        grouped(universe.tickers), to_text(report.session)));
  }
}

}  // namespace

StoreResult<ScanReport> scan_session(const DeriveContext& context, const Calendar& calendar, SessionDate session,
                                     const ScanOptions& options, StorageReport storage) {
  ScanReport out;
  out.generated_at = context.now;
  out.session = session;
  out.calendar = calendar.name();
  out.store = context.from.describe();
  out.storage = std::move(storage);
  if (const auto done = add_bars(context, out); !done) return done.error();
  if (const auto done = add_market(context, options, out); !done) return done.error();
  if (const auto done = add_universes(context, calendar, options, out); !done) return done.error();
  add_missing_members(out);
  return out;
}

}  // namespace tickbard
