#include "aggregator/core/time_text.hpp"
#include "tests/bench/derived/bench.hpp"
#include "tests/sinks/derived/derived_fixture.hpp"

namespace tickbard::test {

std::vector<Compared> bench_daily(Scratch& db, const BenchSizes& sizes) {
  const Session& session = db.session();
  const Places places{{"open", std::to_string(to_unix_seconds(minute_of(session.open)))},
                      {"close", std::to_string(to_unix_seconds(minute_of(session.close)))},
                      {"session", to_text(session.date)},
                      {"expected", "390"}};
  Compared first{"daily rollup, first", std::stoull(db.sql("SELECT count(*) FROM price_bars")), "minutes"};
  Compared again{"daily rollup, again (0 rows change)", first.rows, "minutes"};
  const auto derive = [&] { (void)derive_daily(db.context(), nyse(), std::span(&session, 1)).value(); };
  for (int round = 0; round < sizes.rounds; ++round) {
    db.sql("DELETE FROM daily_bars WHERE session_date = '" + to_text(session.date) + "'");
    first.ours.push_back(seconds_of(derive));
    again.ours.push_back(seconds_of(derive));
    first.plain.push_back(seconds_of([&] { db.run("plain_daily", places); }));
  }
  const std::string figures =
      "symbol, session_date, open, high, low, close, volume_rth, volume_pre, volume_post, volume_total, "
      "trade_count, "
      "vwap_rth, open_source, close_source, bars_rth, expected_bars, first_bar_ts, last_bar_ts, is_final, origin";
  const std::string ours = "SELECT " + figures + " FROM daily_bars WHERE session_date = '" +
                           to_text(session.date) + "'",
                    plain = "SELECT " + figures + " FROM plain_daily";
  first.different = std::stoull(db.sql("SELECT count(*) FROM ((" + ours + " EXCEPT " + plain + ") UNION ALL (" +
                                       plain + " EXCEPT " + ours + ")) AS d"));
  first.equal = std::stoull(db.sql("SELECT count(*) FROM (" + ours + " INTERSECT " + plain + ") AS e"));
  return {first, again};
}

}  // namespace tickbard::test
