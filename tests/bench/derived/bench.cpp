#include "tests/bench/derived/bench.hpp"

#include <algorithm>
#include <chrono>
#include <ostream>

namespace tickbard::test {

double median(std::vector<double> seconds) {
  std::sort(seconds.begin(), seconds.end());
  const std::size_t n = seconds.size();
  return n == 0 ? 0 : (seconds[(n - 1) / 2] + seconds[n / 2]) / 2;
}

double seconds_of(const std::function<void()>& work) {
  const auto begun = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
}

std::vector<Compared> run_benches(PostgresServer& server, const BenchSizes& sizes, std::ostream& out) {
  std::vector<Compared> all;
  const auto keep = [&](const std::vector<Compared>& some) {
    print_table(some, out);
    out.flush();
    all.insert(all.end(), some.begin(), some.end());
  };
  {
    Scratch small(server, sizes.backfill);
    small.make_days(sizes.sessions);
    keep(bench_breadth(small, "back-fill", sizes.sessions, sizes.rounds));
    keep(bench_indicators(small, "back-fill", sizes.sessions, std::min(sizes.recursive, sizes.backfill),
                          sizes.rounds));
  }
  Scratch db(server, sizes.symbols);
  out << "making minutes: " << seconds_of([&] { db.make_minutes(sizes.bars); }) << " s\n" << std::flush;
  keep(bench_daily(db, sizes));
  out << "making days: " << seconds_of([&] { db.make_days(sizes.sessions); }) << " s\n" << std::flush;
  keep(bench_board(db, sizes.rounds));
  keep(bench_breadth(db, "night", sizes.asked, sizes.rounds));
  keep(bench_indicators(db, "night", sizes.asked, sizes.recursive, sizes.rounds));
  return all;
}

}  // namespace tickbard::test
