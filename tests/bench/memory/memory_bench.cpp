// A full session through a market of its own process: what is resident at its end, and at its peak. No socket,
// store or page: these hold what their queues are bounded to.
#include <date/tz.h>
#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <stdexcept>

#include "aggregator/bars/bucket_memory.hpp"
#include "aggregator/calendar/calendar.hpp"
#include "aggregator/core/splitmix.hpp"
#include "aggregator/market/market.hpp"
#include "aggregator/rules/trade_rules.hpp"
#include "tests/bench/common/command.hpp"

namespace tickbard::test {
namespace {

struct Load {
  std::uint32_t symbols = 12'000;
  std::uint64_t trades_a_minute = 200'000;
  int minutes = 390;
  bool corrections = true;  ///< trades are kept until they can no longer be taken back
};

/// MB of a line of /proc/self/status.
double resident(const char* line) {
  std::ifstream status("/proc/self/status");
  for (std::string word; status >> word;) {
    if (word != line) continue;
    double kilobytes = 0;
    status >> kilobytes;
    return kilobytes / 1024;
  }
  throw std::runtime_error("no /proc/self/status");
}

Symbol symbol_of(std::uint32_t n) {
  return *Symbol::parse(fmt::format("S{}", n));
}

/// The first trades of a minute go to every symbol in turn, the others to few: half of them to one symbol in
/// fifty.
std::uint32_t drawn(const Load& load, std::uint64_t& seed) {
  const std::uint64_t r = splitmix64(seed);
  const std::uint32_t busy = std::max(1U, load.symbols / 50);
  return static_cast<std::uint32_t>((r >> 32) % ((r & 1) != 0 ? busy : load.symbols));
}

void play(const Load& load) {
  const auto calendar = Calendar::xnys(*date::locate_zone("America/New_York"), Calendar::xnys_exceptions());
  const auto rules = TradeRules::parse(TradeRules::built_in());
  HeapBucketMemory memory;
  FeedTraits feed;
  feed.name = "bench";
  feed.calendar = &*calendar;
  feed.rules = "polygon";
  feed.sends_corrections = load.corrections;
  Market market({}, {feed}, *rules, memory);
  std::vector<Symbol> names;
  for (std::uint32_t n = 0; n < load.symbols; ++n) names.push_back(symbol_of(n));

  UnixNanos now{std::chrono::milliseconds{1'763'735'400'000}};  // 2025-11-21 14:30 UTC, a session's open
  const auto mono = [&] { return MonoTime{now.time_since_epoch()}; };
  FeedEvent event;
  event.kind = FeedEventKind::streaming;
  event.tick.recv_time = now;
  market.apply(event, mono());
  event.kind = FeedEventKind::trade;
  std::uint64_t seed = 1, id = 0;
  const auto step = std::chrono::nanoseconds{std::chrono::minutes{1}} / load.trades_a_minute;
  for (int minute = 0; minute < load.minutes; ++minute) {
    for (std::uint64_t i = 0; i < load.trades_a_minute; ++i) {
      event.tick.symbol = names[drawn(load, seed)];
      event.tick.price.raw = static_cast<std::int64_t>(10'000'000'000 + splitmix64(seed) % 1'000'000'000);
      event.tick.size.raw = 10'000'000'000;
      event.tick.exchange = static_cast<std::uint16_t>(1 + splitmix64(seed) % 16);
      event.tick.event_time = event.tick.recv_time = now;
      event.tick.id = TradeId::from_number(++id);
      if (!load.corrections) event.tick.sequence = id;  // as Polygon; Alpaca, which takes back, numbers no order
      market.apply(event, mono());
      now += step;
      if (i % 4096 == 0) {
        market.advance(mono(), now);
        market.events().clear();
      }
    }
  }
  const Tally& tally = market.tally();
  if (tally.counted.get() != load.trades_a_minute * static_cast<std::uint64_t>(load.minutes)) {
    throw std::runtime_error(fmt::format("only {} trades were counted", tally.counted.get()));
  }
  std::vector<Event>().swap(market.events());
  fmt::print("{:.1f} {:.1f}\n", resident("VmRSS:"), resident("VmHWM:"));
}

/// In a process of its own, so that one run's memory is not the next one's.
double measured(const Load& load, const std::string& what, const std::string& self) {
  const std::string command = fmt::format("{} --play --symbols {} --trades {} --minutes {} {}", self, load.symbols,
                                          load.trades_a_minute, load.minutes, load.corrections ? "" : "--final");
  FILE* const pipe = ::popen(command.c_str(), "r");
  double end = 0, peak = 0;
  const bool told = pipe != nullptr && std::fscanf(pipe, "%lf %lf", &end, &peak) == 2;
  if (pipe == nullptr || ::pclose(pipe) != 0 || !told) throw std::runtime_error("failed: " + command);
  fmt::print("{} symbols, {} minutes of {} trades {}: {:.1f} MB at the end, {:.1f} MB at its peak\n", load.symbols,
             load.minutes, load.trades_a_minute, what, end, peak);
  return end;
}

void measure(const std::string& self, Goals& goals) {
  goals.at_most("memory: 12,000 symbols, 390 minutes of 100,000 trades, MB",
                measured({12'000, 100'000, 390, true}, "that may be taken back", self), 150);
  goals.figure("memory: 12,000 symbols, 390 minutes of 200,000 trades",
               measured({12'000, 200'000, 390, true}, "that may be taken back", self), "MB");
  goals.figure("memory: 12,000 symbols, 390 minutes of 200,000 final trades",
               measured({12'000, 200'000, 390, false}, "that may not", self), "MB");
  goals.at_most("memory: 1,500,000 instruments, 60 minutes of 60,000 trades, MB",
                measured({1'500'000, 60'000, 60, true}, "that may be taken back", self), 1500);
}

}  // namespace
}  // namespace tickbard::test

int main(int argc, char** argv) {
  using namespace tickbard::test;
  Command command("What a market holds in memory after a full session; once, for it is the same each time");
  bool alone = false, last_word = false;
  Load load;
  command.app().add_flag("--play", alone, "plays one session in this process");
  command.app().add_option("--symbols", load.symbols);
  command.app().add_option("--trades", load.trades_a_minute, "a minute");
  command.app().add_option("--minutes", load.minutes);
  command.app().add_flag("--final", last_word, "no trade is ever taken back");
  return command.run(argc, argv, [&](Goals& goals) {
    load.corrections = !last_word;
    alone ? play(load) : measure(argv[0], goals);
  });
}
