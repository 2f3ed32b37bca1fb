#pragma once

#include <cstdint>
#include <functional>
#include <iosfwd>
#include <string>
#include <vector>

#include "tests/bench/derived/scratch.hpp"

namespace tickbard::test {

/// How much of it.
struct BenchSizes {
  int symbols = 12'000;
  int bars = 390;       ///< minutes of the session that the daily rollup folds
  int sessions = 900;   ///< days of history
  int asked = 1;        ///< a night's run: results are written for the newest sessions, so many
  int backfill = 500;   ///< symbols of the back-fill, where results are written for all sessions
  int recursive = 200;  ///< symbols of the recursive SQL, whose time is scaled to all
  int rounds = 3;
};

/// Both sides of one comparison.
struct Compared {
  std::string name;
  std::uint64_t rows = 0;               ///< what rows per second counts
  std::string of;                       ///< what such a row is
  std::vector<double> ours{}, plain{};  ///< seconds, one a round; plain empty: nothing is compared
  std::uint64_t different = 0;          ///< rows that one side has and the other has not
  std::uint64_t equal = 0;              ///< rows that both have
};

double median(std::vector<double> seconds);
double seconds_of(const std::function<void()>& work);

/// What was measured; a line of progress each to `out`. Errors: throws.
std::vector<Compared> run_benches(PostgresServer& server, const BenchSizes& sizes, std::ostream& out);

// The cases. Each round works on emptied result tables.
std::vector<Compared> bench_daily(Scratch& db, const BenchSizes& sizes);
std::vector<Compared> bench_breadth(Scratch& db, const std::string& name, int asked, int rounds);
std::vector<Compared> bench_indicators(Scratch& db, const std::string& name, int asked, int recursive, int rounds);
std::vector<Compared> bench_board(Scratch& db, int rounds);

/// A table for people; and the figures as JSON: [{"name","value","goal","better","holds"}].
void print_table(const std::vector<Compared>& all, std::ostream& out);
std::string json_of(const std::vector<Compared>& all);

}  // namespace tickbard::test
