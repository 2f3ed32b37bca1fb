#include "tests/daemon/derive/derive_fixture.hpp"

#include "sinks/derived/daily_bars.hpp"

namespace tickbard::test {

namespace {

using std::chrono::days;
using std::chrono::sys_days;

const Calendar& utc_days() {
  static const Calendar calendar = Calendar::always();
  return calendar;
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

TableRows DeriveRig::derived() {
  TableRows out = table_rows(*reading);
  for (const char* given : {"price_bars", "session_prints", "instruments", "dirty_days", "archives", "event_log"})
    out.erase(given);
  return out;
}

std::string DeriveRig::dump() {
  std::string out;
  for (const auto& [table, rows] : derived())
    for (const std::string& row : rows) out += table + ' ' + row + '\n';
  return out;
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
