// From the bytes on a socket to the buckets: what the whole client costs on one core, beside what it cannot avoid;
// how long a trade takes; how long a closing minute holds them up; what several feeds bring in over several cores.
#include <fmt/format.h>

#include <chrono>
#include <csignal>
#include <random>

#include "daemon/runtime/doorbell.hpp"
#include "tests/bench/common/command.hpp"
#include "tests/bench/common/figures.hpp"
#include "tests/bench/common/processor.hpp"
#include "tests/bench/path/feeds.hpp"
#include "tests/bench/path/floor.hpp"
#include "tests/bench/path/latency.hpp"
#include "tests/bench/path/stall.hpp"
#include "tests/bench/path/whole.hpp"
#include "tests/bench/receive/tls_ends.hpp"

namespace tickbard::test {
namespace {

/// For each of the others where microseconds are looked at: in some a machine that others share is away for
/// milliseconds, of either side, and p99 or the longest step of that round is the machine's.
constexpr int kLatencyRounds = 3;

struct Runs {
  int rounds = 7;
  Stretch stretch{0, 65};
  int cores = 2;
};

void whole_path(const Runs& runs, int per_frame, const TlsEnds& tls, Goals& goals) {
  Tape tape(per_frame);
  Figures figures;
  for (int i = 0; i < runs.rounds; ++i) {
    const Reading ours = read_whole(tape, runs.stretch);
    const double memory = ns_from_memory(tape, runs.stretch);
    const double raw = read_tape_raw(tape, runs.stretch, ours.wall_ns).cpu_ns;
    figures["ours"].push_back(ours.cpu_ns);
    figures["raw recv at that pace"].push_back(raw);
    figures["frames, decode and update from memory"].push_back(memory);
    figures["floor: both"].push_back(raw + memory);
    if (per_frame == 10) figures["ours, TLS"].push_back(read_whole(tape, runs.stretch, &tls).cpu_ns);
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

void latency(const Runs& runs, const Pace& pace, Waiting waiting, Goals& goals) {
  constexpr double kP50 = 1.10, kP99 = 1.5;
  const bool spins = waiting == Waiting::spinning;
  const std::string at =
      fmt::format("latency, {}, {} ticks/s: ", spins ? "spinning" : "blocking", pace.ticks_per_second);
  if (spins && runs.cores < kCoresToSpin) {
    const std::string why = fmt::format("{} threads spin, and here are {} cores", kCoresToSpin, runs.cores);
    goals.unmeasured_at_most(at + "p50 / empty receiver", kP50, why);
    goals.unmeasured_at_most(at + "p99 / empty receiver", kP99, why);
    return;
  }
  Tape tape(pace.per_frame);
  Figures figures;
  std::minstd_rand dice;
  for (int i = 0; i < kLatencyRounds * runs.rounds; ++i) {
    Delay ours, empty;
    for (const bool first : {true, false}) {
      // What a machine does for itself every few seconds must not meet the same side each time.
      Doorbell().wait(std::chrono::milliseconds{dice() % 1000});
      if (first == (i % 2 == 0)) {
        ours = delay_of_ours(tape, pace, waiting);
      } else {
        empty = delay_of_empty(tape, pace, waiting);
      }
    }
    figures["ours, p50"].push_back(ours.p50);
    figures["ours, p99"].push_back(ours.p99);
    figures["empty receiver, p50"].push_back(empty.p50);
    figures["empty receiver, p99"].push_back(empty.p99);
    figures["% of a core, ours"].push_back(100 * ours.share);
    figures["% of a core, empty receiver"].push_back(100 * empty.share);
  }
  fmt::print("{}{} a frame: us from the sender's stamp to the bucket, median [least-most]\n", at, pace.per_frame);
  show(figures);
  goals.at_most(at + "p50 / empty receiver", median_ratio(figures["ours, p50"], figures["empty receiver, p50"]),
                kP50);
  goals.at_most(at + "p99 / empty receiver", median_ratio(figures["ours, p99"], figures["empty receiver, p99"]),
                kP99);
  for (const char* side : {"ours, p50", "empty receiver, p50", "ours, p99", "empty receiver, p99"})
    goals.figure(at + side, median(figures[side]), "us");  // what a ratio of two such small things is made of
  if (spins || pace.ticks_per_second != 1e6) return;
  goals.figure(at + "share of a core", median(figures["% of a core, ours"]) / 100, "");
  goals.figure(at + "share of a core, empty receiver", median(figures["% of a core, empty receiver"]) / 100, "");
}

/// What a user sets for whom a processor is dearer than microseconds.
void coalesced(const Runs& runs, Goals& goals) {
  constexpr std::chrono::microseconds kCoalesce{100};
  const Pace pace{10, 1'000'000};
  Tape tape(pace.per_frame);
  Figures figures;
  for (int i = 0; i < kLatencyRounds * runs.rounds; ++i) {
    const Delay ours = delay_of_ours(tape, pace, Waiting::blocking, kCoalesce);
    figures["p50, us"].push_back(ours.p50);
    figures["p99, us"].push_back(ours.p99);
    figures["% of a core"].push_back(100 * ours.share);
  }
  const std::string at = fmt::format("coalescing {} us, {} ticks/s: ", kCoalesce.count(), pace.ticks_per_second);
  fmt::print("{}median [least-most]\n", at);
  show(figures);
  goals.at_most(at + "share of a core", median(figures["% of a core"]) / 100, 0.35);
  for (const char* side : {"p50", "p99"})
    goals.figure(at + side, median(figures[side + std::string(", us")]), "us");
}

void latencies(const Runs& runs, Goals& goals) {
  for (const Waiting waiting : {Waiting::blocking, Waiting::spinning}) {
    for (const Pace& pace : {Pace{1, 50'000}, Pace{10, 200'000}, Pace{10, 1'000'000}})
      latency(runs, pace, waiting, goals);
  }
  coalesced(runs, goals);
}

void stall(const Runs& runs, Goals& goals) {
  const std::vector<double> steps = closing_steps_us(kLatencyRounds * runs.rounds);
  fmt::print("a minute of 12,000 bars is closed: us, median [least-most]\n");
  show({{"the market's longest step", steps}});
  goals.at_most("closing 12,000 bars: us in which no trade is taken", median(steps), 150);
}

/// On whatever cores there are, servers included.
void feeds(const Runs& runs, Goals& goals) {
  constexpr int kPerFrame = 10, kSeconds = 30;
  const std::string name = "two feeds: decoded a second of the wall clock, times one feed";
  if (runs.cores < 2) return goals.unmeasured_at_least(name, 1.4, "here is one core");
  const auto tapes = tapes_of(2, kPerFrame);
  Figures figures;
  for (int i = 0; i < runs.rounds; ++i) {
    figures["decoded, one feed"].push_back(decoded_together(tapes, 1, kSeconds));
    figures["decoded, two feeds"].push_back(decoded_together(tapes, 2, kSeconds));
    figures["in buckets, one feed"].push_back(applied_together(tapes, 1, kSeconds));
    figures["in buckets, two feeds"].push_back(applied_together(tapes, 2, kSeconds));
  }
  fmt::print("million trades a second of the wall clock on {} cores, servers included, median [least-most]\n",
             runs.cores);
  show(figures);
  goals.at_least(name, median_ratio(figures["decoded, two feeds"], figures["decoded, one feed"]), 1.4);
  goals.figure("two feeds: in the one market's buckets, times one feed",
               median_ratio(figures["in buckets, two feeds"], figures["in buckets, one feed"]), "times");
}

}  // namespace
}  // namespace tickbard::test

int main(int argc, char** argv) {
  using namespace tickbard::test;
  Command command("whole path bench");
  Runs runs;
  std::vector<int> sizes{1, 10, 100, 1000};
  std::vector<std::string> parts{"whole", "latency", "stall", "feeds"};
  command.app()
      .add_option("--seconds", runs.stretch.seconds,
                  "of the market's time, 200,000 trades each; a minute closes after 62")
      ->check(CLI::Range(2, Tape::kSeconds));
  command.app().add_option("--sizes", sizes, "trades a frame");
  command.app().add_option("--parts", parts, "what is measured")->check(CLI::IsMember(parts));
  return command.run(argc, argv, [&](Goals& goals) {
    std::signal(SIGPIPE, SIG_IGN);  // OpenSSL writes to a client that has gone
    runs.rounds = command.rounds();
    runs.cores = processors();
    const auto wanted = [&](const char* part) {
      return std::find(parts.begin(), parts.end(), part) != parts.end();
    };
    if (wanted("feeds")) feeds(runs, goals);
    pin_to_core(1);
    const TlsEnds tls;
    if (wanted("whole")) {
      for (const int per_frame : sizes) whole_path(runs, per_frame, tls, goals);
    }
    if (wanted("stall")) stall(runs, goals);
    if (wanted("latency")) latencies(runs, goals);
  });
}
