// The tick path for callgrind, which counts the instructions of `measured`: count_ticks
// decode|update TRADES_A_FRAME [PROVIDER]
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string_view>
#include <vector>

#include "aggregator/bars/bucket_memory.hpp"
#include "aggregator/feed/protocol.hpp"
#include "tests/bench/ticks/bench_market.hpp"
#include "tests/bench/ticks/events.hpp"

namespace tickbard::test {
namespace {

constexpr int kTrades = 60'000;
constexpr std::size_t kUncounted = 20'000;  // they make the memory

/// callgrind counts what happens below this function alone (--toggle-collect).
template <class Work>
[[gnu::noinline]] void measured(Work&& work) {
  work();
  asm volatile("" ::: "memory");  // a call, and not the last one
}

struct Decoder {
  explicit Decoder(std::string_view provider = "polygon") {
    Subscription all;
    all.symbols = {"*"};
    protocol = make_protocol(provider, all);
  }
  std::unique_ptr<Protocol> protocol;
  Decoded decoded;

  const std::vector<FeedEvent>& events(std::string_view frame, UnixNanos received) {
    decoded.clear();
    protocol->on_message(frame, received, decoded);
    return decoded.events;
  }
};

const UnixNanos kReceived{std::chrono::milliseconds{Workload{}.first_milli + 1000}};

std::size_t decode(const Frames& frames, std::string_view provider) {
  Decoder decoder(provider);
  std::size_t counted = 0, seen = 0;
  for (const std::string_view frame : frames.all) {
    if (seen < kUncounted) {
      seen += decoder.events(frame, kReceived).size();
    } else {
      measured([&] { counted += decoder.events(frame, kReceived).size(); });
    }
  }
  return counted;
}

std::size_t update(const Frames& frames) {
  HeapBucketMemory memory;
  BenchMarket market(memory);
  market.stream(kReceived, MonoTime{});
  Decoder decoder;
  const FeedEvent print = decoder.events(frames.all.front(), kReceived).front();
  market->apply(every_symbol(print, Workload{}.symbols, 1'000'000), MonoTime{});
  std::size_t counted = 0, seen = 0;
  for (const std::string_view frame : frames.all) {
    const auto& events = decoder.events(frame, kReceived);
    if (seen < kUncounted) {
      market->apply(events, MonoTime{});
      seen += events.size();
    } else {
      measured([&] { market->apply(events, MonoTime{}); });
      counted += events.size();
    }
    market->events().clear();
  }
  return counted;
}

}  // namespace
}  // namespace tickbard::test

int main(int argc, char** argv) {
  using namespace tickbard::test;
  if (argc != 3 && argc != 4) return 2;
  Workload what;
  what.trades = kTrades;
  what.per_frame = std::atoi(argv[2]);
  if (argc == 4) what.provider = argv[3];
  const Frames frames = make_frames(what);
  const std::size_t counted = std::strcmp(argv[1], "decode") == 0 ? decode(frames, what.provider) : update(frames);
  std::printf("%zu\n", counted);
  return counted == 0 ? 1 : 0;
}
