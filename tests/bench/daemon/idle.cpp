#include "tests/bench/daemon/idle.hpp"

#include <fmt/format.h>
#include <poll.h>

#include <fstream>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>

#include "tests/bench/common/figures.hpp"
#include "tests/bench/common/processor.hpp"
#include "tests/bench/path/tape.hpp"
#include "tests/bench/receive/sender.hpp"
#include "tests/integration/market.hpp"

namespace tickbard::test {

namespace {

constexpr int kSettle = 5'000, kWindow = 5'000;  // ms; the feed takes a minute's silence for a dead line

/// What each thread of a process has taken of the processor, ns; those of one name together.
std::map<std::string, double> cpu_ns(pid_t pid) {
  std::map<std::string, double> out;
  for (const auto& thread : std::filesystem::directory_iterator(fmt::format("/proc/{}/task", pid))) {
    double ns = 0;
    std::string name;
    if (!(std::ifstream(thread.path() / "schedstat") >> ns) ||
        !std::getline(std::ifstream(thread.path() / "comm"), name)) {
      throw std::runtime_error("the kernel does not tell what a thread took");
    }
    out[name] += ns;
  }
  return out;
}

}  // namespace

void bench_idle(int rounds, Goals& goals) {
  const auto alive = [](const Channel& channel) {
    constexpr std::string_view kPong{"\x8A\0", 2};
    channel.write(Tape::greeting());
    while (!channel.read().empty()) channel.write(kPong);  // to whatever it says, a ping among it
  };
  const Sender feed(alive, nullptr, std::nullopt);
  const Folder folder;
  write_file(folder / "tickbard.toml",
             fmt::format("state_dir = \"{}\"\n[http]\nlisten = \"127.0.0.1:0\"\n[[feed]]\nname = \"quiet\"\n"
                         "provider = \"polygon\"\nkey = \"k\"\nsymbols = [\"*\"]\nurl = \"ws://127.0.0.1:{}\"\n",
                         folder / "state", feed.port()));
  Daemon daemon(folder / "tickbard.toml");
  const auto streams = [&daemon] { return daemon.metric("tickbard_feed_up") == 1; };
  if (daemon.url().empty() || !eventually(streams)) {
    feed.give_up();
    throw std::runtime_error("it does not stream: " + daemon.process().output());
  }
  ::poll(nullptr, 0, kSettle);
  Figures seconds;
  std::vector<double> all;
  for (int i = 0; i < rounds; ++i) {
    const auto before = cpu_ns(daemon.process().pid());
    const double window = seconds_of([] { ::poll(nullptr, 0, kWindow); });
    all.push_back(0);
    for (const auto& [thread, ns] : cpu_ns(daemon.process().pid())) {
      const auto known = before.find(thread);
      const double took = (ns - (known == before.end() ? 0 : known->second)) * 1e-9 / window * 60;
      seconds[thread].push_back(took);
      all.back() += took;
    }
  }
  const bool streamed = streams();
  daemon.stop();
  if (!streamed) throw std::runtime_error("the feed was lost meanwhile: " + daemon.process().output());
  fmt::print("a daemon whose feed is quiet: processor seconds a minute by thread, median [least-most]\n");
  show(seconds);
  goals.at_most("idle daemon, a quiet feed: processor seconds a minute", median(all), 0.12);
}

}  // namespace tickbard::test
