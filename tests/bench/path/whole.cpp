#include "tests/bench/path/whole.hpp"

#include "daemon/net/frame_reader.hpp"
#include "tests/bench/common/processor.hpp"
#include "tests/bench/path/client.hpp"
#include "tests/bench/receive/tls_ends.hpp"

namespace tickbard::test {

void send_tape(Tape& tape, const Stretch& stretch, const Channel& channel) {
  for (int i = 0; i < stretch.seconds; ++i) {
    tape.turn_to(stretch.first + i);
    if (!channel.stream(tape.bytes())) return;
  }
}

Reading read_whole(Tape& tape, const Stretch& stretch, const TlsEnds* tls) {
  const TemporaryFolder folder;
  const Sender sender(
      [&](const Channel& channel) {
        if (channel.write(Tape::greeting())) send_tape(tape, stretch, channel);
      },
      tls ? tls->server : nullptr);
  const auto cpu = [&sender] { return nanos(CLOCK_PROCESS_CPUTIME_ID) - sender.cpu_ns(); };
  const std::uint64_t trades = tape.trades() * static_cast<std::size_t>(stretch.seconds);

  Client client({sender.port()}, folder.path(),
                {.ca_file = tls ? tls->certificate.chain : std::filesystem::path{}});
  client.start();
  std::uint64_t uncounted = 0;
  while ((uncounted = client.turn()) < tape.trades()) {
  }
  const double begun = cpu(), begun_wall = nanos(CLOCK_MONOTONIC);
  while (client.turn() < trades) {
  }
  const double wall = nanos(CLOCK_MONOTONIC) - begun_wall;
  client.finish(trades);  // what is still to be journalled is the client's work, too
  const auto n = static_cast<double>(trades - uncounted);
  return {(cpu() - begun) / n, wall / n};
}

Reading read_tape_raw(Tape& tape, const Stretch& stretch, double wall_ns_a_trade) {
  const auto n = static_cast<std::size_t>(stretch.seconds);
  const Sender sender([&](const Channel& channel) { send_tape(tape, stretch, channel); });
  return read_raw({tape.bytes().size() * n, tape.trades() * n}, sender.port(),
                  {net::FrameReader::kRead, wall_ns_a_trade});
}

}  // namespace tickbard::test
