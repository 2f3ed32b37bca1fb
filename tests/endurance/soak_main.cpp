#include <CLI/CLI.hpp>
#include <iostream>

#include "tests/endurance/soak.hpp"

namespace {
constexpr int kSkipped = 77;  ///< as ctest is told
}

// The soak as a program; soak.sh runs it.
int main(int argc, char** argv) {
  using namespace tickbard::test;
  SoakOptions options;
  options.market.symbols = 12'000;
  options.market.rate = 300;
  options.market.speed = 10;
  options.market.snapshot = 5;
  double minutes = 30;
  CLI::App app{"The daemon before PostgreSQL through kills, store outages and cut connections"};
  app.add_option("--minutes", minutes, "how long")->check(CLI::PositiveNumber)->capture_default_str();
  app.add_option("--symbols", options.market.symbols, "of the made-up market")->capture_default_str();
  app.add_option("--rate", options.market.rate, "trades a second of market time")->capture_default_str();
  app.add_option("--speed", options.market.speed, "times real time")->capture_default_str();
  app.add_option("--seed", options.market.seed, "what goes wrong, and when")->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  options.length = std::chrono::seconds{static_cast<long>(minutes * 60)};
  // So far back that the market's time does not come up with the clock's.
  options.market.start -= std::chrono::days{1 + static_cast<long>(minutes * options.market.speed / 1'440)};

  PostgresServer* server = PostgresServer::shared();
  if (server == nullptr) {
    std::cerr << PostgresServer::why_absent() << '\n';
    return kSkipped;
  }
  try {
    Soak soak(options, *server);
    soak.run();
    for (const std::string& problem : soak.problems()) std::cerr << problem << '\n';
    return soak.problems().empty() ? 0 : 1;
  } catch (const std::exception& e) {
    std::cerr << e.what() << '\n';
    return 1;
  }
}
