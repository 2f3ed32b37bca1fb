#include "tests/daemon/derive/derive_fixture.hpp"

#include <sstream>

#include "aggregator/core/time_text.hpp"
#include "sinks/derived/aggregate_values.hpp"
#include "sinks/derived/daily_bars.hpp"
#include "sinks/derived/higher_bars.hpp"
#include "sinks/derived/market_snapshot.hpp"
#include "sinks/derived/metric_values.hpp"
#include "sinks/derived/security_sets.hpp"
#include "sinks/derived/symbol_state.hpp"

namespace tickbard::test {

namespace {

using std::chrono::days;
using std::chrono::sys_days;

const Calendar& utc_days() {
  static const Calendar calendar = Calendar::always();
  return calendar;
}

std::string bits(const std::optional<double>& value) {
  if (!value) return "-";
  std::ostringstream out;
  out << std::hexfloat << *value;
  return out.str();
}

void dump_bars(Tables& tables, std::ostream& out) {
  for (const Interval interval : {Interval::m5, Interval::m15, Interval::h1}) {
    stream_bars(tables, interval, MinuteStart{}, sys_days{std::chrono::year{2100} / 1 / 1}, [&](StoredBar&& row) {
      const Bar& b = row.bar;
      out << name_of(interval) << ' ' << to_unix_seconds(b.start) << ' ' << b.symbol.view() << ' ' << b.open.raw
          << ' ' << b.high.raw << ' ' << b.low.raw << ' ' << b.close.raw << ' '
          << static_cast<std::int64_t>(b.volume.raw) << ' ' << (b.vwap ? b.vwap->raw : -1) << ' ' << b.trade_count
          << ' ' << b.revision << ' ' << int{b.quality} << '\n';
    }).value();
  }
}

}  // namespace

DeriveRig::DeriveRig(const std::string& engine)
    : store(engine),
      reading(open_tables(store.store.url(), ".", OpenMode::read_only).value()),
      calendars(std::vector<const Calendar*>{&nyse(), &utc_days()}) {}

DeriveContext DeriveRig::context_at(UnixNanos now) const {
  DeriveContext out{*reading, *store.tables, calendars};
  out.now = now;
  return out;
}

DeriveContext DeriveRig::context(SessionDate after) const {
  return context_at(sys_days{after} + days{3});
}

void DeriveRig::closes(std::string_view name, std::span<const Session> sessions, const std::vector<int>& cents) {
  std::vector<DailyBar> bars;
  for (std::size_t i = 0; i < cents.size(); ++i)
    if (cents[i] > 0)
      bars.push_back(imported_day(symbol(name), sessions[i].date, Price{std::int64_t{cents[i]} * 10'000'000}));
  write_daily(*store.tables, bars, at(0)).value();
}

std::string DeriveRig::dump() {
  Tables& tables = *reading;
  std::ostringstream out;
  const SessionDate first{std::chrono::year{2000} / 1 / 1}, last{std::chrono::year{2030} / 1 / 1};
  dump_bars(tables, out);
  stream_daily(tables, first, last, [&](StoredDaily&& row) {
    const DailyBar& b = row.bar;
    out << "day " << b.symbol.view() << ' ' << to_text(b.session) << ' ' << b.open.raw << ' ' << b.high.raw << ' '
        << b.low.raw << ' ' << b.close.raw << ' ' << static_cast<std::int64_t>(b.volume_rth.raw) << ' '
        << static_cast<std::int64_t>(b.volume_post.raw) << ' ' << (b.vwap_rth ? b.vwap_rth->raw : -1) << ' '
        << static_cast<int>(b.close_source) << ' ' << b.bars_rth << ' ' << b.is_final << ' ' << b.revision << ' '
        << static_cast<std::int64_t>(row.adj_factor) << '\n';
  }).value();
  for (const SetAlias& alias : read_set_aliases(tables).value())
    out << "alias " << alias.name << ' ' << alias.set_hash << ' ' << to_text(alias.from) << '\n';
  for (const SetAlias& alias : read_set_aliases(tables).value()) {
    const AggregateQuery query{alias.set_hash, "day", {}, first, last};
    for (const AggregateRow& row : read_aggregates(tables, query).value())
      out << "breadth " << to_text(row.as_of_date) << ' ' << row.key << ' ' << bits(row.value) << ' ' << row.valid
          << ' ' << row.missing << '\n';
  }
  for (const Symbol& symbol : daily_symbols(tables).value()) {
    for (const char* key : {"sma:13", "roc:17"})
      for (const MetricRow& row : read_metric_series(tables, symbol, "day", key, first, last).value())
        out << "metric " << symbol.view() << ' ' << to_text(row.as_of_date) << ' ' << key << ' ' << bits(row.value)
            << ' ' << row.revision << '\n';
    for (const char* type : {"technical_1d", "technical_5m"})
      for (const SnapshotRow& row :
           read_snapshot_history(tables, symbol, type, first, last, Revisions::all).value())
        out << "snapshot " << symbol.view() << ' ' << type << ' ' << to_text(row.as_of_date) << ' ' << row.revision
            << ' ' << bits(row.rsi_14) << ' ' << bits(row.stage_slope_pct) << ' ' << row.payload << '\n';
  }
  stream_symbol_states(tables, {}, {}, [&](SymbolState&& row) {
    const Baselines& b = row.figures;
    out << "state " << row.symbol.view() << ' ' << b.price->raw << ' '
        << (b.from_yesterday ? b.from_yesterday->raw : -1) << ' ' << (b.gap ? b.gap->raw : -1) << ' '
        << (b.vwap ? b.vwap->raw : -1) << ' ' << (b.relative_volume ? b.relative_volume->raw : -1) << '\n';
  }).value();
  return out.str();
}

std::vector<Session> nyse_sessions(SessionDate first, SessionDate last) {
  return nyse().sessions_between(first, last);
}

DailyBar imported_day(const Symbol& symbol, SessionDate session, Price close) {
  DailyBar bar;
  bar.symbol = symbol;
  bar.session = session;
  bar.open = bar.high = bar.low = bar.close = close;
  bar.volume_rth = Volume{Int128{1'000} * 100'000'000};
  bar.open_source = bar.close_source = DayPriceSource::official;
  bar.is_final = true;
  bar.origin = DayOrigin::import;
  return bar;
}

}  // namespace tickbard::test
