// What a message costs the client that receives it over loopback, beside what nobody can avoid paying.
#include <fmt/format.h>

#include <algorithm>
#include <csignal>
#include <vector>

#include "tests/bench/common/command.hpp"
#include "tests/bench/common/figures.hpp"
#include "tests/bench/common/processor.hpp"
#include "tests/bench/receive/readers.hpp"
#include "tests/bench/receive/tls_ends.hpp"

namespace tickbard::test {
namespace {

void measure(const TlsEnds& tls, const Load& load, const Load& short_load, Figures& figures) {
  const auto note = [&](const char* who, const Reading& reading) {
    figures[who].push_back(reading.cpu_ns);
    return reading.wall_ns;
  };
  const auto plain = [&](auto&& read, const Load& what) {
    const Sender sender([&what](const Channel& channel) { what.send(channel); });
    return read(sender.port());
  };
  const double pace =
      note("ours", plain([&](std::uint16_t port) { return read_ours(load, port, nullptr); }, load));
  const auto raw = [&](const RawWay& way) {
    return plain([&](std::uint16_t port) { return read_raw(load.amount(), port, way); }, load);
  };
  note("raw recv of 64 KB at that pace", raw({64 << 10, pace}));
  note("raw recv of 256 KB at that pace", raw({256 << 10, pace}));
  note("raw recv of 64 KB", raw({64 << 10, 0}));
  note("Beast", plain([&](std::uint16_t port) { return read_beast(short_load, port); }, short_load));
  const auto piece = [&load](const Channel& channel) { load.send(channel); };
  {
    const Sender sender(piece, tls.server);
    note("ours, TLS", read_ours(load, sender.port(), &tls.ours));
  }
  const Sender sender(piece, tls.server);
  note("raw SSL_read", read_raw_tls(load.amount(), sender.port(), tls.client));
}

void measure_all(int rounds, std::size_t bytes, Goals& goals) {
  const TlsEnds tls;
  for (const auto& [size, goal] :
       std::vector<std::pair<std::size_t, double>>{{210, 1.4}, {2'000, 1.15}, {20'000, 1.2}}) {
    const Load load(size, bytes), short_load(size, bytes / 8);
    Figures figures;
    for (int i = 0; i < rounds; ++i) measure(tls, load, short_load, figures);
    fmt::print(
        "{} bytes a message, {} messages a round: ns of the client's processor a message, median [least-most]\n",
        size, load.amount().messages);
    show(figures);
    const std::string at = fmt::format("receive, {} B: ", size);
    // Of the two floors at that pace, the cheaper one.
    goals.at_most(at + "times raw recv at the same pace",
                  std::max(median_ratio(figures["ours"], figures["raw recv of 64 KB at that pace"]),
                           median_ratio(figures["ours"], figures["raw recv of 256 KB at that pace"])),
                  goal);
    if (size == 210)
      goals.at_least(at + "Beast's async_read times ours", median_ratio(figures["Beast"], figures["ours"]), 12);
    goals.at_most(at + "TLS, times raw SSL_read", median_ratio(figures["ours, TLS"], figures["raw SSL_read"]),
                  1.2);
  }
}

}  // namespace
}  // namespace tickbard::test

int main(int argc, char** argv) {
  using namespace tickbard::test;
  Command command("receive bench");
  std::size_t megabytes = 1024;
  command.app().add_option("--megabytes", megabytes, "a round of each; Beast reads an eighth of it");
  return command.run(argc, argv, [&](Goals& goals) {
    std::signal(SIGPIPE, SIG_IGN);  // OpenSSL writes to a client that has gone
    pin_to_core(1);
    measure_all(command.rounds(), megabytes << 20, goals);
  });
}
