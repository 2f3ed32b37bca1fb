#include <sys/resource.h>

#include <CLI/CLI.hpp>
#include <fstream>
#include <iostream>

#include "tests/bench/derived/bench.hpp"

using namespace tickbard::test;

int main(int argc, char** argv) {
  CLI::App app{"derived values against plain SQL with window functions in the same PostgreSQL"};
  BenchSizes sizes;
  std::string json;
  app.add_option("--symbols", sizes.symbols, "symbols of the full size")->capture_default_str();
  app.add_option("--bars", sizes.bars, "minutes of the session that is rolled up")->capture_default_str();
  app.add_option("--sessions", sizes.sessions, "days of history")->capture_default_str();
  app.add_option("--asked", sizes.asked, "newest sessions that the night's run writes")->capture_default_str();
  app.add_option("--backfill", sizes.backfill, "symbols of the back-fill")->capture_default_str();
  app.add_option("--recursive", sizes.recursive, "symbols of the recursive SQL")->capture_default_str();
  app.add_option("--rounds", sizes.rounds, "rounds; medians are shown")->capture_default_str();
  app.add_option("--json", json, "write the figures to this file");
  CLI11_PARSE(app, argc, argv);
  try {
    const auto server = bench_server();
    const auto all = run_benches(*server, sizes, std::cout);
    std::cout << '\n';
    print_table(all, std::cout);
    rusage used{};
    getrusage(RUSAGE_SELF, &used);
    std::cout << "peak memory of this process: " << used.ru_maxrss / 1024 << " MB\n";
    if (!json.empty()) std::ofstream(json) << json_of(all);
    const bool same = std::all_of(all.begin(), all.end(), [](const Compared& c) { return c.different == 0; });
    return same ? 0 : 1;
  } catch (const std::exception& failure) {
    std::cerr << "bench: " << failure.what() << '\n';
    return 1;
  }
}
