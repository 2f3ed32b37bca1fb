#include "aggregator/core/time_text.hpp"
#include "tests/bench/derived/bench.hpp"
#include "tests/sinks/derived/derived_fixture.hpp"

namespace tickbard::test {
namespace {

/// Sessions before the first asked for that a window function of 252 bars reads, some of which are missing.
constexpr std::ptrdiff_t kReach = 280;

/// Real numbers agree to 12 digits: PostgreSQL rounds a quotient of decimals before it makes a double of it.
std::string far_apart(const std::string& a, const std::string& b) {
  return "(" + a + " IS NULL) <> (" + b + " IS NULL) OR coalesce(abs(" + a + " - " + b +
         ") > 1e-12 * greatest(abs(" + a + "), 1e-3), false)";
}

void count(Scratch& db, Compared& into, const std::string& apart, const std::string& from) {
  const std::string counts = db.sql("SELECT count(*) FILTER (WHERE " + apart +
                                    "), count(*) FILTER (WHERE NOT coalesce(" + apart + ", true)) FROM " + from);
  into.different += std::stoull(counts);
  into.equal += std::stoull(counts.substr(counts.find('|') + 1));
}

std::span<const Session> newest(const Scratch& db, int asked) {
  const auto n = static_cast<std::size_t>(std::min<std::ptrdiff_t>(asked, std::ssize(db.days())));
  return std::span(db.days()).last(n);
}

Places places_of(const Scratch& db, std::span<const Session> asked) {
  const auto before = std::ssize(db.days()) - std::ssize(asked);
  const Session& cut = db.days()[static_cast<std::size_t>(std::max<std::ptrdiff_t>(0, before - kReach))];
  return {{"asked", to_text(asked.front().date)}, {"cut", to_text(cut.date)}};
}

std::uint64_t day_rows(Scratch& db) {
  return std::stoull(db.sql("SELECT count(*) FROM daily_bars JOIN bench_sessions ON day = session_date"));
}

}  // namespace

std::vector<Compared> bench_breadth(Scratch& db, const std::string& name, int sessions, int rounds) {
  const auto asked = newest(db, sessions);
  const Places places = places_of(db, asked);
  Compared first{name + ": breadth, first", day_rows(db), "days"};
  Compared again{name + ": breadth, again (0 rows change)", first.rows, "days"};
  const auto derive = [&] { (void)derive_breadth(db.context(), {}, nyse(), asked).value(); };
  for (int round = 0; round < rounds; ++round) {
    db.sql("TRUNCATE security_metric_values, security_aggregate_values, security_set_aliases");
    first.ours.push_back(seconds_of(derive));
    again.ours.push_back(seconds_of(derive));
    first.plain.push_back(seconds_of([&] { db.run("plain_breadth", places); }));
  }
  count(db, first, "o.value IS DISTINCT FROM p.value",
        "plain_aggregates p LEFT JOIN security_aggregate_values o USING (as_of_date, \"interval\", metric_key)");
  count(db, first, far_apart("o.value", "p.value") + " OR o.ticker IS NULL OR p.ticker IS NULL",
        "plain_metrics p FULL JOIN security_metric_values o USING (ticker, as_of_date, \"interval\", metric_key)");
  return {first, again};
}

std::vector<Compared> bench_indicators(Scratch& db, const std::string& name, int sessions, int recursive,
                                       int rounds) {
  const auto asked = newest(db, sessions);
  Places places = places_of(db, asked);
  places.emplace_back("symbols", std::to_string(recursive));
  Compared windows{name + ": indicators, first (plain: windows)", day_rows(db), "days"};
  Compared again{name + ": indicators, again (0 rows change)", windows.rows, "days"};
  Compared walk{name + ": the same (plain: windows + recursion)", windows.rows, "days"};
  const auto derive = [&] { (void)derive_indicators(db.context(), nyse(), asked).value(); };
  for (int round = 0; round < rounds; ++round) {
    db.sql("TRUNCATE market_snapshot, market_snapshot_history");
    windows.ours.push_back(seconds_of(derive));
    again.ours.push_back(seconds_of(derive));
    windows.plain.push_back(seconds_of([&] { db.run("plain_indicators", places); }));
    if (recursive == 0) continue;
    const double some = seconds_of([&] { db.run("plain_walk", places); });
    walk.plain.push_back(windows.plain.back() + some * db.symbols() / recursive);
  }
  walk.ours = windows.ours;
  const std::string joined =
      " JOIN market_snapshot_history o ON o.symbol = p.symbol AND o.as_of_date = p.as_of_date";
  count(db, windows,
        far_apart("o.perf_1d", "p.perf_1d") + " OR " + far_apart("o.perf_252d", "p.perf_252d") +
            " OR EXISTS (SELECT 1 FROM jsonb_each_text(p.payload) AS k WHERE " +
            far_apart("(o.payload ->> k.key)::double precision", "k.value::double precision") + ")",
        "plain_history p LEFT" + joined);
  if (recursive == 0) return {windows, again};
  std::string apart;
  for (const auto& [column, ours] :
       {std::pair{"rsi_14", "o.rsi_14"}, std::pair{"atr_14", "o.atr_14"}, std::pair{"macd", "o.macd"},
        std::pair{"ema_200", "(o.payload ->> 'ema_200')::double precision"},
        std::pair{"macd_signal", "(o.payload ->> 'macd_signal')::double precision"}}) {
    apart += std::string(apart.empty() ? "" : " OR ") + "(" + ours + " IS NULL) <> (p." + column +
             " IS NULL) OR abs(" + ours + " - p." + column + ") > 1e-6";
  }
  count(db, walk, apart, "plain_walk p LEFT" + joined);
  return {windows, again, walk};
}

}  // namespace tickbard::test
