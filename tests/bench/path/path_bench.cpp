// From the bytes on a socket to the buckets: what the whole client costs on one core, beside what it cannot avoid.
#include <CLI/CLI.hpp>
#include <csignal>

#include "tests/bench/common/goals.hpp"
#include "tests/bench/common/processor.hpp"
#include "tests/bench/path/floor.hpp"
#include "tests/bench/path/latency.hpp"
#include "tests/bench/path/whole.hpp"
#include "tests/bench/receive/tls_ends.hpp"

namespace tickbard::test {
namespace {

struct Runs {
  int rounds = 7;
  Stretch stretch{0, 65};
};

void whole_path(const Runs& runs, int per_frame, const TlsEnds& tls, Goals& goals, std::vector<double>& stalls) {
  Tape tape(per_frame);
  Figures figures;
  for (int i = 0; i < runs.rounds; ++i) {
    const Reading ours = read_whole(tape, runs.stretch);
    const FromMemory memory = from_memory(tape, runs.stretch);
    const double raw = read_tape_raw(tape, runs.stretch, ours.wall_ns).cpu_ns;
    figures["ours"].push_back(ours.cpu_ns);
    figures["raw recv at that pace"].push_back(raw);
    figures["frames, decode and update from memory"].push_back(memory.cpu_ns);
    figures["floor: both"].push_back(raw + memory.cpu_ns);
    if (per_frame == 10) figures["ours, TLS"].push_back(read_whole(tape, runs.stretch, &tls).cpu_ns);
    if (memory.closed != 0) stalls.push_back(memory.longest_us);
  }
  fmt::print("{} trades a frame: ns of the client's processor a trade, median [least-most]\n", per_frame);
  show(figures);
  const std::string at = fmt::format("whole path, {} a frame: ", per_frame);
  goals.at_least(at + "floor / ours", median_ratio(figures["floor: both"], figures["ours"]),
                 per_frame == 1 ? 0.75 : 0.80);
  goals.at_least(at + "million ticks/s of a core", 1000 / median(figures["ours"]), per_frame == 1 ? 8 : 12);
  if (per_frame == 10)
    goals.at_least(at + "million ticks/s of a core, TLS", 1000 / median(figures["ours, TLS"]), 8);
}

/// A receiver that blocks until something comes.
void latency(const Runs& runs, Pace pace, Goals& goals) {
  Tape tape(pace.per_frame);
  Figures figures;
  for (int i = 0; i < runs.rounds; ++i) {
    const Delay ours = delay_of_ours(tape, pace), empty = delay_of_empty(tape, pace);
    figures["ours, p50"].push_back(ours.p50);
    figures["ours, p99"].push_back(ours.p99);
    figures["empty receiver, p50"].push_back(empty.p50);
    figures["empty receiver, p99"].push_back(empty.p99);
    figures["% of a core, ours"].push_back(100 * ours.share);
    figures["% of a core, empty receiver"].push_back(100 * empty.share);
  }
  fmt::print("{} ticks/s, {} a frame: us from the sender's stamp to the bucket, median [least-most]\n",
             pace.ticks_per_second, pace.per_frame);
  show(figures);
  const std::string at = fmt::format("latency, blocking, {} ticks/s: ", pace.ticks_per_second);
  goals.at_most(at + "p50 / empty receiver", median_ratio(figures["ours, p50"], figures["empty receiver, p50"]),
                1.10);
  goals.at_most(at + "p99 / empty receiver", median_ratio(figures["ours, p99"], figures["empty receiver, p99"]),
                1.5);
  if (pace.ticks_per_second == 1e6)
    goals.at_most(at + "share of a core", median(figures["% of a core, ours"]) / 100, 0.35);
}

Goals run(const Runs& runs, const std::vector<int>& sizes, bool latencies) {
  const TlsEnds tls;
  Goals goals;
  std::vector<double> stalls;
  for (const int per_frame : sizes) whole_path(runs, per_frame, tls, goals, stalls);
  if (!stalls.empty()) goals.at_most("closing 12,000 bars: the market's longest step, us", median(stalls), 150);
  if (!latencies) return goals;
  latency(runs, {1, 50'000}, goals);
  latency(runs, {10, 200'000}, goals);
  latency(runs, {10, 1'000'000}, goals);
  return goals;
}

}  // namespace
}  // namespace tickbard::test

int main(int argc, char** argv) {
  CLI::App app("whole path bench");
  tickbard::test::Runs runs;
  std::vector<int> sizes{1, 10, 100, 1000};
  bool no_latency = false;
  std::string json;
  app.add_option("--rounds", runs.rounds, "how often each is run, by turns");
  app.add_option("--seconds", runs.stretch.seconds,
                 "of the market's time, 200,000 trades each; a minute closes after 62")
      ->check(CLI::Range(2, tickbard::test::Tape::kSeconds));
  app.add_option("--sizes", sizes, "trades a frame");
  app.add_flag("--no-latency", no_latency, "the whole path alone");
  app.add_option("--json", json, "a file for the ratios");
  CLI11_PARSE(app, argc, argv);
  std::signal(SIGPIPE, SIG_IGN);  // OpenSSL writes to a client that has gone
  tickbard::test::pin_to_core(1);
  tickbard::test::run(runs, sizes, !no_latency).write(json);
  return 0;
}
