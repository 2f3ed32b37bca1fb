// A minute of the whole market, closed to committed, beside what the engine itself needs for the same rows.
#include "tests/bench/store/store_bench.hpp"

#include <CLI/CLI.hpp>
#include <filesystem>
#include <iostream>

namespace tickbard::test {

double seconds_of(const std::function<void()>& work) {
  const auto begun = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
}

MinuteStart minute_of(int m, int days_before) {
  using namespace std::chrono;
  return MinuteStart{sys_days{2026y / 11 / 20} + hours{14} + minutes{30} - days{days_before} + minutes{m}};
}

UnixNanos stored_at(MinuteStart start) {
  return start + std::chrono::seconds{62};
}

double seconds_of_a_chart(Store& store, const Market& market, const StoreSizes& sizes) {
  std::vector<double> seconds;
  for (std::size_t i = 0; i < 31; ++i) {
    BarQuery query;
    query.symbol = market.symbol(i);
    query.from = minute_of(0);
    query.to = minute_of(sizes.minutes);
    std::size_t rows = 0;
    seconds.push_back(seconds_of([&] { rows = store.bars(query).value().size(); }));
    if (rows != static_cast<std::size_t>(sizes.minutes)) throw std::runtime_error("a read misses stored minutes");
  }
  tell("the minutes of one symbol's day", seconds);
  return median(seconds);
}

void tell(const char* what, const std::vector<double>& seconds) {
  const auto [least, most] = std::minmax_element(seconds.begin(), seconds.end());
  fmt::print("  {:<40} {:8.2f} ms [{:.2f}-{:.2f}]\n", what, median(seconds) * 1e3, *least * 1e3, *most * 1e3);
  std::fflush(stdout);
}

namespace {

/// Made for the run, gone with it.
struct Folder {
  Folder() : path(std::filesystem::temp_directory_path() / "tickbard-bench-XXXXXX") {
    std::string name = path;
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("cannot make " + name);
    path = name;
  }
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path, ignored);
  }
  std::filesystem::path path;
};

}  // namespace
}  // namespace tickbard::test

int main(int argc, char** argv) {
  using namespace tickbard::test;
  CLI::App app("store bench");
  StoreSizes sizes;
  std::string json, engine = "both";
  app.add_option("--symbols", sizes.symbols, "bars a minute")->capture_default_str();
  app.add_option("--days", sizes.days, "days that are stored before")->capture_default_str();
  app.add_option("--minutes", sizes.minutes, "minutes of each of them")->capture_default_str();
  app.add_option("--rounds", sizes.rounds, "minutes that each writes, by turns")->capture_default_str();
  app.add_option("--engine", engine)->check(CLI::IsMember({"both", "postgres", "sqlite"}))->capture_default_str();
  app.add_option("--json", json, "a file for the ratios");
  CLI11_PARSE(app, argc, argv);
  try {
    Goals goals;
    const Folder folder;
    if (engine != "sqlite") bench_postgres(sizes, goals);
    if (engine != "postgres") bench_sqlite(sizes, folder.path, goals);
    goals.write(json);
  } catch (const std::exception& failure) {
    std::cerr << "bench: " << failure.what() << '\n';
    return 1;
  }
}
