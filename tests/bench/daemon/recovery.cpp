#include "tests/bench/daemon/recovery.hpp"

#include <fmt/format.h>

#include <stdexcept>

#include "sinks/instance.hpp"
#include "sinks/store.hpp"
#include "tests/bench/common/figures.hpp"
#include "tests/bench/common/processor.hpp"
#include "tests/bench/store/durable_server.hpp"
#include "tests/integration/market.hpp"
#include "tests/support/postgres_server.hpp"

namespace tickbard::test {

namespace {

/// Nobody listens there: what is measured is what lies behind.
constexpr char kNobody[] = "ws://127.0.0.1:9";
constexpr double kMostDeaf = 5;     // s
constexpr double kMostBehind = 60;  // s: an hour is made up for in a minute

std::string config(const std::string& state_dir, const std::string& store) {
  return fmt::format(
      "state_dir = \"{}\"\n[store]\nurl = \"{}\"\n[http]\nlisten = \"127.0.0.1:0\"\n[jobs]\nenabled = false\n"
      "[[feed]]\nname = \"{}\"\nprovider = \"polygon\"\nkey = \"k\"\nsymbols = [\"*\"]\nurl = \"{}\"\n",
      state_dir, store, kFeed, kNobody);
}

/// Its uploader has brought everything up to that number into the store.
bool stored(Store& store, const std::string& instance, std::uint64_t last) {
  const auto mark = store.upload_mark(instance);  // before the daemon has made the schema this is an error
  return mark && *mark && (*mark)->sequence >= last;
}

}  // namespace

void bench_recovery(const Backlog& backlog, int rounds, Goals& goals) {
  const Folder folder;
  const std::filesystem::path left = folder.path() / "left", state = folder.path() / "state";
  std::filesystem::create_directory(left);
  const LeftBehind waiting = leave_behind(left, backlog);
  fmt::print("{} bars in the journal, {} MB; {} MB of open minutes: s, median [least-most]\n", waiting.bars,
             std::filesystem::file_size(left / "journal.db") >> 20,
             std::filesystem::file_size(left / "buckets.map") >> 20);
  const auto server = durable_server();
  std::vector<double> takes, behind;
  for (int i = 0; i < rounds; ++i) {
    std::filesystem::remove_all(state);
    std::filesystem::copy(left, state, std::filesystem::copy_options::recursive);
    const std::string database = server->fresh_database(), url = server->url(database);
    write_file(folder / "tickbard.toml", config(state.string(), url));
    const auto store = open_store(url, ".", OpenMode::read_write).value();
    store->migrate(false, UnixNanos{}).value();

    const double begun = nanos(CLOCK_MONOTONIC);
    const auto since = [begun] { return (nanos(CLOCK_MONOTONIC) - begun) * 1e-9; };
    Daemon daemon(folder / "tickbard.toml");
    takes.push_back(since());
    if (daemon.url().empty()) throw std::runtime_error("it did not start: " + daemon.process().output());
    const std::string instance = instance_of(state);
    if (!eventually([&] { return stored(*store, instance, waiting.last_number); }, std::chrono::minutes{10}))
      throw std::runtime_error("the backlog was not stored: " + daemon.process().output());
    behind.push_back(since());
    if (daemon.stop() != 0) throw std::runtime_error("it did not stop well: " + daemon.process().output());
    const std::string rows = server->sql(database, "SELECT count(*) FROM price_bars");
    if (std::stoull(rows) != waiting.bars) throw std::runtime_error(rows + " bars are stored");
  }
  show({{"until it takes trades", takes}, {"until all is stored", behind}});
  const std::string what = fmt::format("recovery, {} bars in the journal: ", waiting.bars);
  goals.at_most(what + "s until it takes trades", median(takes), kMostDeaf);
  goals.at_most(what + "s until all is stored", median(behind), kMostBehind);
}

}  // namespace tickbard::test
