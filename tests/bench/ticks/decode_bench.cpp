// Bytes to ticks: the floors and ours, on blocks of text that are in the cache.
#include <benchmark/benchmark.h>
#include <simdjson.h>

#include <cstring>

#include "aggregator/feed/polygon.hpp"
#include "aggregator/feed/protocol.hpp"
#include "tests/bench/common/stopwatch.hpp"
#include "tests/bench/ticks/per_trade.hpp"
#include "tests/bench/ticks/workload.hpp"

namespace tickbard::test {
namespace {

constexpr std::size_t kBlock = 64 << 10;

/// Calls each(frame) for all frames, copied block by block into a buffer that is hot; only the calls are timed.
template <class Each>
double over_hot_frames(const Frames& frames, Each&& each) {
  std::vector<char> hot(kBlock + (1 << 20) + 64);
  std::vector<std::string_view> here;
  Stopwatch watch;
  for (std::size_t i = 0; i < frames.all.size();) {
    here.clear();
    std::size_t used = 0;
    for (; i < frames.all.size() && (used == 0 || used + frames.all[i].size() <= kBlock); ++i) {
      std::memcpy(hot.data() + used, frames.all[i].data(), frames.all[i].size());
      here.emplace_back(hot.data() + used, frames.all[i].size());
      used += frames.all[i].size();
    }
    watch.time([&] {
      for (const std::string_view frame : here) each(frame);
    });
  }
  return watch.seconds();
}

Frames frames_of(const benchmark::State& state, std::string_view provider = "polygon") {
  Workload what;
  what.provider = provider;
  what.per_frame = static_cast<int>(state.range(0));
  return make_frames(what);
}

template <class Each>
void run(benchmark::State& state, const Frames& frames, Each&& each) {
  for (auto _ : state) state.SetIterationTime(over_hot_frames(frames, each));
  per_trade(state, static_cast<std::size_t>(Workload{}.trades));
}

/// simdjson's first stage alone: it finds every bracket, comma and text, and checks UTF-8.
void stage_one(benchmark::State& state) {
  const Frames frames = frames_of(state);
  simdjson::dom::parser parser;
  if (parser.allocate(2 << 20) != simdjson::SUCCESS) return state.SkipWithError("no memory");
  run(state, frames, [&](std::string_view f) {
    const auto error = parser.implementation->stage1(reinterpret_cast<const std::uint8_t*>(f.data()), f.size(),
                                                     simdjson::stage1_mode::regular);
    benchmark::DoNotOptimize(error);
  });
}

/// What one writes with simdjson's manual open: each field by name, prices as doubles.
void on_demand(benchmark::State& state) {
  const Frames frames = frames_of(state);
  simdjson::ondemand::parser parser;
  std::uint64_t sum = 0;
  run(state, frames, [&](std::string_view f) {
    auto document = parser.iterate(f.data(), f.size(), f.size() + simdjson::SIMDJSON_PADDING);
    for (auto element : document.get_array()) {
      auto trade = element.get_object();
      const std::string_view symbol = trade["sym"].get_string();
      const double price = trade["p"].get_double();
      const std::uint64_t size = trade["s"].get_uint64();
      simdjson::ondemand::array codes;
      if (trade["c"].get_array().get(codes) == simdjson::SUCCESS) {
        for (auto code : codes) sum += code.get_uint64().value();
      }
      const std::uint64_t time = trade["t"].get_uint64();
      sum += symbol.size() + static_cast<std::uint64_t>(price) + size + time;
    }
  });
  benchmark::DoNotOptimize(sum);
}

/// Ours: every field that a bar depends on, exact, checked, as events.
void decode_by(benchmark::State& state, Protocol& protocol, std::string_view provider = "polygon") {
  const Frames frames = frames_of(state, provider);
  Decoded decoded;
  std::size_t events = 0;
  run(state, frames, [&](std::string_view f) {
    decoded.clear();
    protocol.on_message(f, UnixNanos{std::chrono::milliseconds{1'763'735'400'000}}, decoded);
    events += decoded.events.size();
  });
  if (events == 0 || events % static_cast<std::size_t>(Workload{}.trades) != 0) {
    state.SkipWithError("not every trade was decoded");
  }
}

Subscription all_symbols() {
  Subscription subscription;
  subscription.symbols = {"*"};
  return subscription;
}

void decode(benchmark::State& state) {
  decode_by(state, *make_protocol("polygon", all_symbols()));
}

void decode_of(benchmark::State& state, std::string_view provider) {
  decode_by(state, *make_protocol(provider, all_symbols()), provider);
}

/// As on_demand, of the provider's fields; times stay texts.
void on_demand_alpaca(benchmark::State& state) {
  const Frames frames = frames_of(state, "alpaca");
  simdjson::ondemand::parser parser;
  std::uint64_t sum = 0;
  run(state, frames, [&](std::string_view f) {
    auto document = parser.iterate(f.data(), f.size(), f.size() + simdjson::SIMDJSON_PADDING);
    for (auto element : document.get_array()) {
      auto trade = element.get_object();
      const std::string_view symbol = trade["S"].get_string();
      sum += trade["i"].get_uint64();
      const std::string_view exchange = trade["x"].get_string();
      const double price = trade["p"].get_double();
      const double size = trade["s"].get_double();
      simdjson::ondemand::array codes;
      if (trade["c"].get_array().get(codes) == simdjson::SUCCESS) {
        for (auto code : codes) sum += code.get_string().value().size();
      }
      const std::string_view time = trade["t"].get_string();
      sum += symbol.size() + static_cast<std::uint64_t>(price + size) + exchange.size() + time.size();
    }
  });
  benchmark::DoNotOptimize(sum);
}

/// The same fields, all by On-Demand.
void general_of(benchmark::State& state, std::string_view provider) {
  decode_by(state, *make_protocol(provider, all_symbols(), Ways::general), provider);
}

/// While it lives, simdjson is what it would be on a processor without any extension.
class BaselineProcessor {
 public:
  BaselineProcessor() : best_(simdjson::get_active_implementation()) {
    simdjson::get_active_implementation() = simdjson::get_available_implementations()["fallback"];
  }
  ~BaselineProcessor() { simdjson::get_active_implementation() = best_; }
  BaselineProcessor(const BaselineProcessor&) = delete;
  BaselineProcessor& operator=(const BaselineProcessor&) = delete;

 private:
  const simdjson::implementation* best_;
};

void baseline_on_demand(benchmark::State& state) {
  const BaselineProcessor baseline;
  on_demand(state);
}

void baseline_decode(benchmark::State& state) {
  const BaselineProcessor baseline;
  decode_by(state, *make_baseline_polygon(all_symbols()));
}

void sizes(benchmark::internal::Benchmark* b) {
  b->ArgName("per_frame")->Arg(1)->Arg(10)->Arg(100)->Arg(1000)->UseManualTime()->Unit(benchmark::kMillisecond);
}

void one(benchmark::internal::Benchmark* b) {
  b->ArgName("per_frame")->Arg(1)->UseManualTime()->Unit(benchmark::kMillisecond)->MinTime(0.1);
}

void one_and_ten(benchmark::internal::Benchmark* b) {
  one(b);
  b->Arg(10);
}

BENCHMARK(stage_one)->Apply(sizes);
BENCHMARK(on_demand)->Apply(sizes);
BENCHMARK(decode)->Apply(sizes);
BENCHMARK(baseline_on_demand)->Apply(sizes);
BENCHMARK(baseline_decode)->Apply(sizes);
BENCHMARK_CAPTURE(decode_of, alpaca, "alpaca")->Apply(one_and_ten);
BENCHMARK_CAPTURE(general_of, alpaca, "alpaca")->Apply(one_and_ten);
BENCHMARK_CAPTURE(decode_of, binance, "binance")->Apply(one);
BENCHMARK(on_demand_alpaca)->Apply(one_and_ten);
BENCHMARK_CAPTURE(general_of, binance, "binance")->Apply(one);
BENCHMARK_CAPTURE(decode_of, coinbase, "coinbase")->Apply(one);
BENCHMARK_CAPTURE(general_of, coinbase, "coinbase")->Apply(one);
BENCHMARK_CAPTURE(decode_of, kraken, "kraken")->Apply(one_and_ten);
BENCHMARK_CAPTURE(general_of, kraken, "kraken")->Apply(one_and_ten);

}  // namespace
}  // namespace tickbard::test
