#include "tests/bench/path/floor.hpp"

#include "aggregator/bars/bucket_memory.hpp"
#include "aggregator/feed/protocol.hpp"
#include "daemon/net/frame_reader.hpp"
#include "daemon/runtime/clock.hpp"
#include "tests/bench/common/processor.hpp"
#include "tests/bench/ticks/bench_market.hpp"

namespace tickbard::test {

namespace {

struct Path {
  Path() : protocol(make_protocol("polygon", all_symbols())), market(memory) {
    market.stream(wall_now(), mono_now());
  }

  static Subscription all_symbols() {
    Subscription out;
    out.symbols = {"*"};
    return out;
  }

  /// What one read brought in, to the buckets.
  void take() {
    const UnixNanos wall = wall_now();
    const MonoTime now = mono_now();
    decoded.clear();
    for (auto word = reader.next(); word.kind == net::WsWord::Kind::text; word = reader.next())
      protocol->on_message(word.bytes, wall, decoded);
    market->apply(decoded.events, now);
    market->advance(now, wall);
    market->events().clear();
  }

  std::unique_ptr<Protocol> protocol;
  HeapBucketMemory memory;
  BenchMarket market;
  net::FrameReader reader{16 << 20};
  Decoded decoded;
};

}  // namespace

double ns_from_memory(Tape& tape, const Stretch& stretch) {
  Path path;
  double spent = 0;
  for (int i = 0; i < stretch.seconds; ++i) {
    tape.turn_to(stretch.first + i);
    for (std::string_view rest = tape.bytes(); !rest.empty();) {
      const auto room = path.reader.prepare();
      const std::size_t n = rest.copy(room.data(), room.size());
      rest.remove_prefix(n);
      path.reader.commit(n);
      const double begun = nanos(CLOCK_THREAD_CPUTIME_ID);
      path.take();
      if (i != 0) spent += nanos(CLOCK_THREAD_CPUTIME_ID) - begun;
    }
  }
  return spent / (static_cast<double>(tape.trades()) * (stretch.seconds - 1));
}

}  // namespace tickbard::test
