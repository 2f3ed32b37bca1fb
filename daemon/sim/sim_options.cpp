#include "daemon/sim/sim_options.hpp"

#include <charconv>
#include <cmath>

#include "aggregator/core/symbol.hpp"
#include "aggregator/core/time_text.hpp"
#include "daemon/net/listen_address.hpp"
#include "daemon/sim/dialect.hpp"
#include "daemon/sim/wire_text.hpp"

namespace tickbard {
namespace {

constexpr std::uint32_t kMostSymbols = 1'000'000;
constexpr std::uint32_t kLargestSnapshot = 100'000;  // a frame of some 15 MB

template <class T>
std::optional<T> number_of(std::string_view text) {
  T n{};
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), n);
  if (text.empty() || ec != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return n;
}

}  // namespace

Result<double> parse_speed(std::string_view text) {
  if (text == "max") return kFullSpeed;
  const auto speed = number_of<double>(text);
  if (!speed || !(*speed > 0) || !std::isfinite(*speed)) {
    return Problem{"--speed " + std::string(text) + ": must be a number above 0, or max"};
  }
  return *speed;
}

Result<void> parse_sim_symbols(std::string_view text, SimOptions& options) {
  const bool digits = !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
  if (digits) {
    const auto count = number_of<std::uint32_t>(text);
    if (!count || *count == 0 || *count > kMostSymbols) {
      return Problem{"--symbols " + std::string(text) + ": a number must be from 1 to 1000000"};
    }
    options.symbol_count = *count;
    options.symbols.clear();
    return {};
  }
  options.symbols.clear();
  wire::split(text, ',', [&](std::string_view symbol) { options.symbols.emplace_back(symbol); });
  if (options.symbols.empty()) return Problem{"--symbols: name symbols separated by commas, or give a number"};
  return {};
}

Result<void> parse_sim_listen(std::string_view text, SimOptions& options) {
  auto address = parse_listen(text);
  if (!address) {
    return Problem{"--listen " + std::string(text) +
                   ": must be ADDRESS:PORT, as 127.0.0.1:9000 (port 0: a free one)"};
  }
  options.host = std::move(address->host);
  options.port = address->port;
  return {};
}

std::vector<Problem> problems_with(const SimOptions& o, UnixNanos now) {
  std::vector<Problem> found;
  const auto say = [&](std::string text) { found.push_back({std::move(text)}); };
  if (const auto made = make_dialect(o.provider, {}, {}); !made) found.push_back(made.error());
  const bool keys = market_style(o.provider) == MarketStyle::us_equity;
  if (o.faults.auth && !keys) {
    say("--fault auth: " + o.provider + " asks for no credentials; use it with polygon or alpaca");
  }
  if (!o.replay.empty()) {
    if (o.faults.future != 0)
      say("--fault future: recorded trades keep their times; leave out --replay or the fault");
    if (o.faults.burst) say("--fault burst: a recording has its own trades; leave out --replay or the fault");
    if (o.start || o.end) say("--start and --end belong to the made-up market; leave them out with --replay");
    return found;
  }
  if (o.snapshot == 0 || o.snapshot > kLargestSnapshot) say("--snapshot: must be from 1 to 100000 trades");
  if (!std::isfinite(o.rate) || o.rate < 0 || o.rate > 1e8) {
    say("--rate: must be a number of trades a second from 0 to 100000000");
  } else if (o.rate <= 0 && !o.faults.burst) {
    say("--rate 0: the market would never trade; give a rate, or --fault burst");
  }
  if (o.start && *o.start > now)
    say("--start " + to_rfc3339(*o.start) + ": lies ahead; trades come from the past");
  if (o.start && *o.start < kEarliestEvent) say("--start " + to_rfc3339(*o.start) + ": must be in 1990 or later");
  if (o.end && *o.end <= o.start.value_or(kEarliestEvent)) say("--end: must be later than the start");
  for (const std::string& symbol : o.symbols) {
    if (!Symbol::parse(symbol))
      say("--symbols " + symbol + ": is no symbol (up to 23 bytes, no spaces or quotes)");
  }
  return found;
}

}  // namespace tickbard
