#include "tests/sinks/derived/derived_fixture.hpp"

#include "aggregator/calendar/zone.hpp"

namespace tickbard::test {

using std::chrono::minutes;

DerivedStore::DerivedStore(const std::string& engine)
    : store(engine), tables(open_tables(store.url(), ".", OpenMode::read_write).value()) {}

void DerivedStore::write(const std::vector<Event>& events, UnixNanos now) {
  std::map<std::int64_t, UnixNanos> days;
  for (const Event& event : events)
    if (const Bar* bar = std::get_if<Bar>(&event)) days[to_unix_seconds(bar->start) / 86'400] = bar->start;
  for (const auto& [day, t] : days) store->prepare_partitions(t, t + minutes{1}).value();
  const WriteReport report = store->write(events, now).value();
  ASSERT_TRUE(report.poison.empty()) << report.poison.front().text;
}

std::string DerivedStore::plan(const Query& query, const std::vector<std::string>& parameters) {
  if (!store.is_postgres()) {
    std::string text(query.sqlite);
    for (std::size_t i = parameters.size(); i > 0; --i) {
      const std::string mark = "?" + std::to_string(i);
      for (std::size_t at = text.find(mark); at != std::string::npos; at = text.find(mark))
        text.replace(at, mark.size(), parameters[i - 1]);
    }
    return store.raw("EXPLAIN QUERY PLAN " + text);
  }
  std::string values;
  for (const std::string& p : parameters) values += (values.empty() ? "" : ", ") + p;
  return store.raw("SET plan_cache_mode = force_custom_plan; PREPARE q AS " + std::string(query.postgres) +
                   "; EXPLAIN (COSTS OFF) EXECUTE q (" + values + ")");
}

const Calendar& nyse() {
  static const auto zone = load_new_york_zone();
  static const Calendar calendar = Calendar::xnys(**zone, Calendar::xnys_exceptions()).value();
  return calendar;
}

std::vector<Session> awkward_sessions() {
  using namespace std::chrono;
  std::vector<Session> out;
  for (const auto& [first, last] :
       {std::pair{2026y / 3 / 5, 2026y / 3 / 10}, std::pair{2026y / 10 / 29, 2026y / 11 / 3},
        std::pair{2026y / 11 / 25, 2026y / 11 / 30}}) {
    for (Session& s : nyse().sessions_between(first, last)) out.push_back(std::move(s));
  }
  return out;
}

std::vector<BarSpan> spans_of(Interval interval, const std::vector<Session>& sessions, Align align) {
  std::vector<BarSpan> out;
  for (const Session& s : sessions) {
    for (MinuteStart m = minute_of(s.pre_open); m < s.post_close;) {
      out.push_back(span_of(interval, align, s, m).value());
      m = out.back().end;
    }
  }
  return out;
}

Price Generator::some_price() {
  return Price{static_cast<std::int64_t>(100'0000 + below(10'0000)) * 100'000};  // 100.0000 to 109.9999
}

std::vector<Bar> Generator::minutes(const Symbol& symbol, const Session& session) {
  std::vector<Bar> out;
  const std::uint64_t sparse = 1 + below(8);
  const bool no_pre = one_in(4), no_rth = one_in(12), no_post = one_in(4);
  for (MinuteStart m = minute_of(session.pre_open); m < session.post_close; m += std::chrono::minutes{1}) {
    const bool silent = m < session.open ? no_pre : m < session.close ? no_rth : no_post;
    if (silent || !one_in(sparse)) continue;
    Bar b;
    b.symbol = symbol;
    b.start = m;
    b.open = some_price();
    b.close = some_price();
    const Price wing = some_price();
    b.high = std::max({b.open, b.close, wing});
    b.low = std::min({b.open, b.close, wing});
    b.volume.raw = static_cast<std::int64_t>(below(1'000'000) + 1) * (one_in(5) ? 1'230'000 : 100'000'000);
    if (!one_in(9))
      b.vwap = Price{b.low.raw +
                     static_cast<std::int64_t>(below(static_cast<std::uint64_t>(b.high.raw - b.low.raw) + 1))};
    b.trade_count = static_cast<std::uint32_t>(1 + below(900));
    if (one_in(20)) b.quality = static_cast<std::uint8_t>(1U << below(5));
    if (one_in(15)) b = emptied(b);
    out.push_back(b);
  }
  return out;
}

std::vector<SessionPrint> Generator::prints(const Symbol& symbol, const Session& session) {
  std::vector<SessionPrint> out;
  for (std::size_t role = 0; role < kPrintRoleNames.size(); ++role) {
    if (one_in(2)) continue;
    for (const char* exchange : {"", "4", "4", "12", "12", "12"}) {
      if (one_in(2)) continue;
      SessionPrint p;
      if (*exchange != '\0') p.id = TradeId{1 + below(3)};
      p.symbol = symbol;
      p.session = session.date;
      p.role = static_cast<PrintRole>(role);
      p.exchange = exchange;
      p.price = Price{some_price().raw + (one_in(2) ? 10'000'000'000 : -10'000'000'000)};  // beyond every minute
      p.size = Size{static_cast<std::int64_t>(1 + below(3)) * 500'000'00000000};           // equal ones, too
      const UnixNanos around =
          p.role == PrintRole::official_open || p.role == PrintRole::opening_print ? session.open : session.close;
      // -1 s, 3 s, 9 min 59 s and 10 min decide whether a closing print belongs to the auction
      constexpr std::array<int, 4> kSeconds{-1, 3, 599, 600};
      p.event_time = around + std::chrono::seconds{kSeconds[below(kSeconds.size())]};
      out.push_back(p);
    }
  }
  return out;
}

Bar emptied(Bar b) {
  b.open = b.high = b.low = b.close;
  b.volume = {};
  b.vwap.reset();
  b.trade_count = 0;
  b.revision = 2;
  b.quality |= quality::kAmended;
  return b;
}

Bar Generator::amended(Bar b) {
  ++b.revision;
  b.quality |= quality::kAmended;
  b.trade_count = one_in(2) ? b.trade_count + 1 : std::max(2U, b.trade_count) - 1;
  b.high.raw += static_cast<std::int64_t>(below(3)) * 500'000'000;
  b.volume.raw += 700'000'000;
  b.close = one_in(2) ? b.high : b.low;
  return b;
}

}  // namespace tickbard::test
