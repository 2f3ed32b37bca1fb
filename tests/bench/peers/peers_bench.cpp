// The same frames over the same loopback to what others would write, each on the core that ours has.
#include <fmt/format.h>

#include <cstdio>
#include <filesystem>
#include <limits>

#include "tests/bench/common/command.hpp"
#include "tests/bench/common/figures.hpp"
#include "tests/bench/common/processor.hpp"
#include "tests/bench/path/whole.hpp"
#include "tests/bench/peers/decoded_tape.hpp"
#include "tests/bench/peers/raw_ticks.hpp"
#include "tests/support/postgres_server.hpp"

namespace tickbard::test {
namespace {

/// A program that takes PORT TRADES UNCOUNTED, and says what it took and cost as a line of JSON.
struct Peer {
  std::string name, command, present;  ///< `present`: succeeds where it is installed
  Stretch stretch;                     ///< around the end of a minute; shorter for slow ones
  double goal = 0;                     ///< times ours; 0: only the best of the group has one
};

constexpr Stretch kLong{50, 20}, kShort{57, 6};

std::vector<Peer> peers(const std::string& folder) {
  const std::string here = TICKBARD_SOURCE_DIR "/tests/bench/peers/", program = folder + "/bench_peer ";
  const std::string node = "NODE_PATH=/usr/share/nodejs node ";  // where Debian has modules, whoever made the node
  return {{"Beast, simdjson", program + "beast", program + "beast", kLong, 2.8},
          {"websocketpp, simdjson", program + "websocketpp", program + "websocketpp", kLong, 0},
          {"libwebsockets, simdjson", program + "libwebsockets", program + "libwebsockets", kLong, 0},
          {"node ws", node + here + "node_ws.js", node + "-e 'require(\"ws\")' 2>/dev/null", kShort, 18},
          {"Python websockets", "/usr/bin/python3 " + here + "python_websockets.py",
           "/usr/bin/python3 -c 'import websockets' 2>/dev/null", kShort, 24}};
}

/// Errors: throws if the peer fails, or is wrong.
double run(const Peer& peer, Tape& tape, const Sums& expected) {
  const Sender sender([&](const Channel& channel) {
    if (channel.write(Tape::greeting())) send_tape(tape, peer.stretch, channel);
  });
  const std::string command =
      fmt::format("{} {} {} {}", peer.command, sender.port(), expected.trades, tape.trades());
  std::FILE* const out = ::popen(command.c_str(), "r");
  std::string answer;
  for (int c = 0; out != nullptr && (c = std::fgetc(out)) != EOF;) answer += static_cast<char>(c);
  const int status = out == nullptr ? -1 : ::pclose(out);
  const auto said = nlohmann::json::parse(answer, nullptr, false);
  if (status != 0 || !said.is_object()) {
    sender.give_up();
    throw std::runtime_error(fmt::format("{} failed: {}", peer.name, answer));
  }
  const Sums sums{said.at("trades"), said.at("volume"), said.at("close")};
  if (sums != expected) throw std::runtime_error(fmt::format("{} made other bars: {}", peer.name, answer));
  return said.at("ns");
}

void run_all(int rounds, const std::string& folder, Goals& goals) {
  Tape tape(10);
  Figures figures;
  const Sums long_sums = sums_of(tape, kLong), short_sums = sums_of(tape, kShort);
  std::vector<Peer> present;
  for (const Peer& peer : peers(folder)) {
    if (std::system(peer.present.c_str()) == 0) {
      present.push_back(peer);
    } else {
      fmt::print("skipped: {} is not installed (deploy/packages.txt, [bench])\n", peer.name);
    }
  }
  std::unique_ptr<PostgresServer> server;
  std::unique_ptr<RawTicks> raw;
  if (const std::string absent = PostgresServer::why_absent(); !absent.empty()) {
    fmt::print("skipped: raw ticks in PostgreSQL: {}\n", absent);
  } else {
    server = std::make_unique<PostgresServer>();
    raw = std::make_unique<RawTicks>(*server);
  }

  for (int i = 0; i < rounds; ++i) {
    figures["ours"].push_back(read_whole(tape, kLong).cpu_ns);
    for (const Peer& peer : present) {
      const Sums& expected = peer.stretch.seconds == kLong.seconds ? long_sums : short_sums;
      figures[peer.name].push_back(run(peer, tape, expected));
    }
    if (!raw) continue;
    const RawTicks::Result result = raw->run(tape, kShort);
    if (result.sums != short_sums) throw std::runtime_error("PostgreSQL made other bars");
    figures["raw ticks in PostgreSQL"].push_back(result.copy_ns + result.query_ns);
    figures["of it, COPY"].push_back(result.copy_ns);
  }

  fmt::print("10 trades a frame: ns a trade, median [least-most]\n");
  show(figures);
  const auto times_ours = [&](const std::string& who) { return median_ratio(figures[who], figures["ours"]); };
  double best = std::numeric_limits<double>::infinity();
  for (const Peer& peer : present) {
    const double value = times_ours(peer.name);
    if (peer.goal == 0) {
      best = std::min(best, value);
    } else {
      goals.at_least("peers: " + peer.name + " times ours", value, peer.goal);
    }
  }
  if (best < std::numeric_limits<double>::infinity())
    goals.at_least("peers: best C++ websocket library with simdjson times ours", best, 5.5);
  if (raw) goals.at_least("peers: raw ticks in PostgreSQL times ours", times_ours("raw ticks in PostgreSQL"), 14);
}

}  // namespace
}  // namespace tickbard::test

int main(int argc, char** argv) {
  using namespace tickbard::test;
  Command command("peers bench");
  return command.run(argc, argv, [&](Goals& goals) {
    pin_to_core(1);
    const std::filesystem::path self = std::filesystem::read_symlink("/proc/self/exe");
    run_all(command.rounds(), self.parent_path().string(), goals);
  });
}
