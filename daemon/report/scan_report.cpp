#include "daemon/report/scan_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "aggregator/core/time_text.hpp"
#include "aggregator/derive/oldest_base.hpp"
#include "daemon/derive/market_facts.hpp"
#include "sinks/derived/aggregate_values.hpp"
#include "sinks/derived/daily_history.hpp"
#include "sinks/derived/freshness.hpp"
#include "sinks/derived/security_sets.hpp"

namespace tickbard {

namespace {

/// The session and those before it, newest first: the columns of the report.
std::vector<SessionDate> last_sessions(const Calendar& calendar, SessionDate session) {
  std::vector<SessionDate> out{session};
  while (out.size() < kSummarySessions) {
    const auto before = calendar.previous_session(out.back());
    if (!before) break;
    out.push_back(before->date);
  }
  return out;
}

/// The options that a command needs beside the session.
std::string calendar_option(const DeriveContext& context, const Calendar& calendar) {
  return calendar.name() == context.default_calendar ? "" : fmt::format(" --calendar {}", calendar.name());
}

/// A close beside today's: both are expressed in the same shares, so their ratio is a price return.
Price adjusted(const StoredDaily& day) {
  constexpr Int128 kOne = 1'000'000'000'000;
  return Price{static_cast<std::int64_t>((Int128{day.bar.close.raw} * day.adj_factor + kOne / 2) / kOne)};
}

/// How many sessions lie between two, both of the calendar: 1 for neighbours.
std::size_t sessions_apart(const Calendar& calendar, SessionDate from, SessionDate to) {
  const std::size_t both = calendar.sessions_between(from, to).size();
  return both == 0 ? 0 : both - 1;
}

StoreResult<MarketLine> market_line(const DeriveContext& context, const Calendar& calendar, const Symbol& symbol,
                                    SessionDate session) {
  const auto days = history_of_symbol(context.from, symbol, session, 6);
  if (!days) return days.error();
  MarketLine out;
  out.symbol = symbol;
  if (days->empty()) return out;
  const StoredDaily& last = days->back();
  out.as_of = last.bar.session;
  out.last_close = last.bar.close;
  const auto against = [&](std::size_t bars_before) -> std::optional<Percent> {
    if (days->size() <= bars_before) return std::nullopt;
    const StoredDaily& base = (*days)[days->size() - 1 - bars_before];
    // as perf_1d and perf_5d: one bar does not stand for a session long before
    if (sessions_apart(calendar, base.bar.session, last.bar.session) > bars_before - 1 + kOldestBase)
      return std::nullopt;
    return percent_change(adjusted(base), adjusted(last));
  };
  out.one_day = against(1);
  out.five_days = against(5);
  return out;
}

StoreResult<void> add_market(const DeriveContext& context, const Calendar& calendar, const ScanOptions& options,
                             ScanReport& report) {
  const auto calendars = SymbolCalendars::read(context.from, context.default_calendar);
  if (!calendars) return calendars.error();
  for (const std::string& name : options.market) {
    const auto symbol = Symbol::parse(name);
    if (!symbol || calendars->of(*symbol) != calendar.name()) continue;
    auto line = market_line(context, calendar, *symbol, report.session);
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

/// 0 advances of nobody asked would read as a crash; how many were valid and missing is known even then.
bool says_something(const AggregateRow& row) {
  const auto counts = [&row](std::string_view word) { return row.key.find(word) != std::string::npos; };
  return row.valid > 0 || counts("valid") || counts("missing") || row.key == "ad_line";
}

/// Values of the session and of those before, by key.
StoreResult<UniverseScan> universe_scan(const DeriveContext& context, const Calendar& calendar,
                                        const std::string& name, SessionDate session) {
  UniverseScan out;
  out.name = name;
  const std::vector<SessionDate> sessions = last_sessions(calendar, session);
  AggregateQuery query;
  query.set = name;
  query.first = sessions.back();
  query.last = session;
  const auto rows = read_aggregates(context.from, query);
  if (!rows) return rows.error();
  std::map<std::string, std::vector<std::optional<double>>, std::less<>> series;
  std::set<SessionDate, std::greater<>> stored;
  for (const AggregateRow& row : *rows) {
    const auto place = std::find(sessions.begin(), sessions.end(), row.as_of_date);
    if (place == sessions.end()) continue;
    auto& values = series[row.key];
    values.resize(sessions.size());
    if (says_something(row)) values[static_cast<std::size_t>(place - sessions.begin())] = row.value;
    stored.insert(row.as_of_date);
    if (row.as_of_date != session) continue;
    out.set_hash = row.set_hash;
    out.figures[row.key].valid = row.valid;
    out.figures[row.key].missing = row.missing;
  }
  for (auto& [key, line] : out.figures) {
    line.summary = summary_of(series[key]);
    line.summary.mean_of_ten = tidy_mean(line.summary.mean_of_ten);
  }
  out.sessions.assign(stored.begin(), stored.end());
  if (out.set_hash.empty()) return out;
  const auto set = read_security_set(context.from, out.set_hash);
  if (!set) return set.error();
  if (*set) out.tickers = (*set)->ticker_count;
  return out;
}

/// A sentence on the sessions of the last ten that have daily bars and no breadth of the set. Those before
/// anything is stored want none.
StoreResult<void> add_gaps(const DeriveContext& context, const Calendar& calendar, const UniverseScan& universe,
                           ScanReport& report) {
  const std::vector<SessionDate> sessions = last_sessions(calendar, report.session);
  const auto fill = read_daily_fill(context.from, sessions.back(), report.session, {},
                                    {calendar.name(), context.default_calendar});
  if (!fill) return fill.error();
  std::vector<SessionDate> gaps;  // oldest first
  for (const DailyFill& day : *fill)
    if (std::find(universe.sessions.begin(), universe.sessions.end(), day.session) == universe.sessions.end())
      gaps.push_back(day.session);
  if (gaps.empty()) return {};
  const bool one = gaps.size() == 1;
  const std::string span = one ? to_text(gaps.front()) : to_text(gaps.front()) + ".." + to_text(gaps.back());
  report.issues.push_back(
      fmt::format("Breadth of {} is not derived for {}: run `tickbard derive breadth --set {} --session {}{}`.",
                  universe.name, one ? span : fmt::format("{} of the sessions {}", gaps.size(), span),
                  universe.name, span, calendar_option(context, calendar)));
  return {};
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
      report.issues.push_back(fmt::format(
          "No breadth of {} is stored for {}: run `tickbard derive breadth --set {} "
          "--session {}{}`.",
          name, to_text(report.session), name, to_text(report.session), calendar_option(context, calendar)));
    }
    if (!scan->figures.empty())
      if (const auto done = add_gaps(context, calendar, *scan, report); !done) return done.error();
    report.universes.push_back(std::move(*scan));
  }
  if (report.universes.empty())
    report.issues.push_back(
        fmt::format("No breadth is stored for {}: run `tickbard derive breadth --session {}{}`.",
                    to_text(report.session), to_text(report.session), calendar_option(context, calendar)));
  return {};
}

StoreResult<void> add_bars(const DeriveContext& context, const Calendar& calendar, ScanReport& report) {
  const auto fill = read_daily_fill(context.from, report.session, report.session, {},
                                    {calendar.name(), context.default_calendar});
  if (!fill) return fill.error();
  const std::string date = to_text(report.session);
  if (fill->empty()) {
    report.issues.push_back(
        fmt::format("No symbol has a daily bar of {}: run `tickbard derive daily --session {}{}`.", date, date,
                    calendar_option(context, calendar)));
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
  if (const auto done = add_bars(context, calendar, out); !done) return done.error();
  if (const auto done = add_market(context, calendar, options, out); !done) return done.error();
  if (const auto done = add_universes(context, calendar, options, out); !done) return done.error();
  add_missing_members(out);
  return out;
}

}  // namespace tickbard
