#include <CLI/CLI.hpp>
#include <iostream>

#include "aggregator/core/time_text.hpp"
#include "daemon/app/cli.hpp"
#include "daemon/app/cli_commands.hpp"
#include "daemon/app/logging.hpp"
#include "daemon/app/signals.hpp"
#include "daemon/sim/sim_command.hpp"

namespace tickbard {
namespace {

/// The flags of `tickbard sim` as they were written.
struct SimFlags {
  SimOptions options;
  std::string listen = "127.0.0.1:0", symbols, speed, start, end, faults;
};

int usage(const std::string& sentence) {
  std::cerr << "tickbard sim: " << sentence << '\n';
  return kExitUsage;
}

/// Empty, or what is wrong with the first text that cannot be read.
std::string read_texts(SimFlags& flags) {
  SimOptions& options = flags.options;
  if (auto read = parse_sim_listen(flags.listen, options); !read) return read.error().text;
  if (!flags.symbols.empty()) {
    if (auto read = parse_sim_symbols(flags.symbols, options); !read) return read.error().text;
  }
  if (!flags.speed.empty()) {
    auto speed = parse_speed(flags.speed);
    if (!speed) return speed.error().text;
    options.speed = *speed;
  }
  for (auto [text, into, name] :
       {std::tuple{&flags.start, &options.start, "--start"}, {&flags.end, &options.end, "--end"}}) {
    if (text->empty()) continue;
    const auto instant = parse_rfc3339(*text);
    if (!instant) return std::string(name) + "=" + *text + " is no time; write it as 2026-11-20T14:30:00Z";
    *into = *instant;
  }
  auto faults = Faults::parse(flags.faults);
  if (!faults) return faults.error().text;
  options.faults = *faults;
  return {};
}

int run(SimFlags& flags) {
  if (const std::string wrong = read_texts(flags); !wrong.empty()) return usage(wrong);
  Signals signals;
  Log log(LogConfig{"info", LogFormat::automatic}, Environment::of_process());
  const auto stopped = [&signals] { return signals.wait(std::chrono::milliseconds{0}) == StopSignal::stop; };
  return run_sim(flags.options, stopped, std::cout, std::cerr, log.fn());
}

}  // namespace

void add_sim_command(CLI::App& app, CommandLine& line) {
  CLI::App* command = app.add_subcommand("sim", "a SIMULATED feed server in a provider's own protocol");
  auto* flags = line.keep<SimFlags>();
  SimOptions& options = flags->options;
  command->add_option("--provider", options.provider, "whose protocol: polygon, alpaca, coinbase, binance, kraken")
      ->required();
  command->add_option("--listen", flags->listen,
                      "HOST:PORT; port 0 takes a free one and prints it; default 127.0.0.1:0");
  command->add_option("--symbols", flags->symbols,
                      "how many made-up symbols, or A,B,C: exactly these; default 100");
  command->add_option("--rate", options.rate, "trades a second over all symbols; default 200");
  command->add_option("--seed", options.seed,
                      "another number, another market; the same number, the same market; default 1");
  command->add_option("--replay", options.replay,
                      "recorded frames (JSON lines, also .gz) instead of a made-up market");
  command->add_option("--speed", flags->speed, "times real time, or max; default 1, for a recording max");
  command->add_option("--start", flags->start,
                      "where the made-up market begins, as 2026-11-20T14:30:00Z; default: now, with a speed above "
                      "1 the open of the "
                      "last session before today");
  command->add_option("--end", flags->end, "the made-up market makes no trade after this; default: never ends");
  command->add_option(
      "--snapshot", options.snapshot,
      "kraken: a subscription begins with so many of a symbol's newest trades; more than were made "
      "meanwhile, and who was away missed nothing; default 50");
  command->add_option("--fault", flags->faults,
                      "what to do wrong: drop:N silent:N garbage:N dup:N late:N skip:N future:N slow:N limit:N "
                      "auth burst; default: nothing");
  command->callback([&line, flags] { line.exit_code = run(*flags); });
}

}  // namespace tickbard
