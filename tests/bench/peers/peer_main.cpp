// One peer: connects to the port, takes that many trades, and says what they cost it. bench_peers starts it.
#include <fmt/format.h>

#include <cstdlib>
#include <map>
#include <stdexcept>
#include <string>

#include "tests/bench/peers/peer.hpp"
#include "tests/bench/peers/sums.hpp"

int main(int argc, char** argv) try {
  using namespace tickbard::test;
  std::map<std::string, void (*)(std::uint16_t, Peer&)> kinds{{"beast", receive_with_beast}};
#ifdef TICKBARD_WEBSOCKETPP
  kinds["websocketpp"] = receive_with_websocketpp;
#endif
#ifdef TICKBARD_LIBWEBSOCKETS
  kinds["libwebsockets"] = receive_with_libwebsockets;
#endif
  if (argc == 2) return kinds.contains(argv[1]) ? 0 : 1;  // whether it was built in
  if (argc != 5 || !kinds.contains(argv[1])) throw std::runtime_error("bench_peer KIND PORT TRADES UNCOUNTED");
  Peer peer(std::stoull(argv[3]), std::stoull(argv[4]));
  kinds[argv[1]](static_cast<std::uint16_t>(std::stoul(argv[2])), peer);
  const Sums sums = peer.sums();
  fmt::print(R"({{"trades":{},"volume":{},"close":{},"ns":{:.1f}}})"
             "\n",
             sums.trades, sums.volume, sums.close, peer.ns_a_trade());
  return 0;
} catch (const std::exception& e) {
  fmt::print(stderr, "bench_peer: {}\n", e.what());
  return 2;
}
