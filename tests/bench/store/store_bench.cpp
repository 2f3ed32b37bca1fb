// A minute of the whole market, closed to committed, beside what the engine itself needs for the same rows; and
// what a bar costs where months are stored.
#include "tests/bench/store/store_bench.hpp"

#include <fmt/format.h>

#include "tests/bench/common/command.hpp"
#include "tests/bench/store/durable_server.hpp"
#include "tests/support/postgres_server.hpp"
#include "tests/support/scripted_server.hpp"

namespace tickbard::test {
namespace {

void postgres(const StoreSizes& sizes, const StoreSizes& grown, Goals& goals) {
  const auto server = durable_server();
  const std::string database = server->fresh_database();
  {
    Engine engine = postgres_engine(*server, database);
    bench_minutes(engine, sizes, goals);
  }
  server->sql(database, "CHECKPOINT");
  const std::string bytes = server->sql(
      database, "SELECT sum(pg_total_relation_size(relid)) FROM pg_partition_tree('price_bars') WHERE isleaf");
  const std::string rows = server->sql(database, "SELECT count(*) FROM price_bars");
  goals.at_most("PostgreSQL: bytes a row, indexes included", std::stod(bytes) / std::stod(rows), 120);
  if (grown.days == 0) return;
  Engine small = postgres_engine(*server, server->fresh_database());
  Engine large = postgres_engine(*server, server->fresh_database());
  bench_growth(small, large, grown, goals);
}

void sqlite(const StoreSizes& sizes, const StoreSizes& grown, Goals& goals) {
  const TemporaryFolder folder;
  {
    Engine engine = sqlite_engine(folder.path() / "bars.db");
    bench_minutes(engine, sizes, goals);
  }
  if (grown.days == 0) return;
  Engine small = sqlite_engine(folder.path() / "small.db"), large = sqlite_engine(folder.path() / "large.db");
  bench_growth(small, large, grown, goals);
}

}  // namespace
}  // namespace tickbard::test

int main(int argc, char** argv) {
  using namespace tickbard::test;
  Command command("store bench");
  StoreSizes sizes, grown;
  grown.days = 90;
  grown.symbols = 100;
  std::vector<std::string> engines{"postgres", "sqlite"};
  command.app().add_option("--symbols", sizes.symbols, "bars a minute")->capture_default_str();
  command.app().add_option("--days", sizes.days, "days that are stored before")->capture_default_str();
  command.app().add_option("--minutes", sizes.minutes, "minutes of each of them")->capture_default_str();
  command.app()
      .add_option("--grown-days", grown.days, "full days of the large store of the growth bench; 0: without it")
      ->capture_default_str();
  command.app().add_option("--grown-symbols", grown.symbols, "symbols of these days")->capture_default_str();
  command.app().add_option("--engine", engines)->check(CLI::IsMember(engines));
  return command.run(argc, argv, [&](Goals& goals) {
    sizes.rounds = grown.rounds = command.rounds();
    for (const std::string& engine : engines) (engine == "postgres" ? postgres : sqlite)(sizes, grown, goals);
  });
}
