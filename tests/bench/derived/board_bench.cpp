#include "aggregator/core/time_text.hpp"
#include "aggregator/derive/baselines/leaderboard.hpp"
#include "sinks/derived/symbol_state.hpp"
#include "tests/bench/derived/bench.hpp"
#include "tests/sinks/derived/derived_fixture.hpp"

namespace tickbard::test {
namespace {

constexpr std::size_t kPlaces = 100;

/// As the leaderboard's answer ranks them: every symbol's row is read, the rule is the scanner's.
std::vector<Leader> board_of(Scratch& db) {
  const DayBounds bounds(db.session());
  std::vector<Candidate> candidates;
  stream_symbol_states(db.tables(), "xnys", "xnys", [&](SymbolState&& row) {
    if (const auto one = candidate_of(row.symbol, row.figures, Move::yesterday, bounds))
      candidates.push_back(*one);
  }).value();
  LeaderFilter filter;
  filter.newest.reset();
  return leaders(candidates, db.session().close, filter, kPlaces);
}

/// Every symbol a cent further.
std::vector<SymbolState> moved(std::vector<SymbolState> states) {
  constexpr std::int64_t kCent = 10'000'000;
  for (SymbolState& state : states) state.figures.price->raw += kCent;
  return states;
}

}  // namespace

std::vector<Compared> bench_board(Scratch& db, int rounds) {
  const auto symbols = static_cast<std::uint64_t>(db.symbols());
  const Places places{{"open", std::to_string(to_unix_seconds(minute_of(db.session().open)))},
                      {"close", std::to_string(to_unix_seconds(minute_of(db.session().close)))},
                      {"session", to_text(db.session().date)}};
  Compared derive{"baselines of a session", std::stoull(db.sql("SELECT count(*) FROM price_bars")), "minutes"};
  Compared board{"leaderboard (plain: from the bars)", symbols, "symbols"};
  Compared upsert{"symbol_state upsert, all rows change", symbols, "rows"};
  Compared again{"symbol_state upsert, 0 rows change", symbols, "rows"};
  std::vector<Leader> leaders;
  for (int round = 0; round < rounds; ++round) {
    db.sql("TRUNCATE symbol_state");
    derive.ours.push_back(
        seconds_of([&] { (void)derive_baselines(db.context(), nyse(), db.session().close).value(); }));
    board.ours.push_back(seconds_of([&] { leaders = board_of(db); }));
    board.plain.push_back(seconds_of([&] { db.run("plain_board", places); }));
    std::vector<SymbolState> states;
    stream_symbol_states(db.tables(), {}, {}, [&](SymbolState&& row) {
      states.push_back(std::move(row));
    }).value();
    states = moved(std::move(states));
    const UnixNanos now = db.context().now;
    upsert.ours.push_back(seconds_of([&] { (void)write_symbol_states(db.tables(), states, now).value(); }));
    again.ours.push_back(seconds_of([&] { (void)write_symbol_states(db.tables(), states, now).value(); }));
  }
  std::string ours;
  for (const Leader& leader : leaders)
    ours += std::string(leader.symbol.view()) + "|" + to_text(leader.move.raw, 4) + "\n";
  const std::string plain = db.sql("SELECT symbol, trim_scale(move) FROM plain_board ORDER BY place");
  (ours == plain ? board.equal : board.different) = leaders.size();
  return {derive, board, upsert, again};
}

}  // namespace tickbard::test
