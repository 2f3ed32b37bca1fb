#include "tests/endurance/made_up_market.hpp"

#include "aggregator/core/time_text.hpp"
#include "daemon/runtime/clock.hpp"
#include "daemon/sim/dialect.hpp"

namespace tickbard::test {

namespace {

constexpr std::string_view kProvider = "kraken";

struct Sums {
  ReferenceBar bar;
  Int128 turnover = 0;

  void add(const SimTrade& t) {
    if (bar.count == 0) bar.open = bar.high = bar.low = t.price.raw;
    bar.high = std::max(bar.high, t.price.raw);
    bar.low = std::min(bar.low, t.price.raw);
    bar.close = t.price.raw;
    bar.volume += t.size.raw;
    turnover += static_cast<Int128>(t.price.raw) * t.size.raw;
    ++bar.count;
  }

  /// Rounded half to even.
  ReferenceBar done() {
    const Int128 whole = turnover / bar.volume, rest = turnover % bar.volume;
    const bool up = 2 * rest > bar.volume || (2 * rest == bar.volume && whole % 2 == 1);
    bar.vwap = static_cast<std::int64_t>(whole + (up ? 1 : 0));
    return bar;
  }
};

GeneratorOptions options_of(const MadeUpMarket& market) {
  GeneratorOptions o;
  o.style = market_style(kProvider);
  o.symbols = market.names();
  o.rate = market.rate;
  o.seed = market.seed;
  o.start = market.start;
  return o;
}

}  // namespace

UnixNanos MadeUpMarket::ten_minutes_before_a_midnight() {
  return std::chrono::floor<std::chrono::days>(wall_now()) - std::chrono::days{1} - std::chrono::minutes{10};
}

std::vector<std::string> MadeUpMarket::names() const {
  return simulated_symbols(kProvider, symbols);
}

std::vector<std::string> MadeUpMarket::sim_arguments() const {
  return {"--provider", std::string{kProvider},   "--symbols", std::to_string(symbols),
          "--rate",     std::to_string(rate),     "--speed",   std::to_string(speed),
          "--snapshot", std::to_string(snapshot), "--seed",    std::to_string(seed),
          "--start",    to_rfc3339(start)};
}

std::string MadeUpMarket::daemon_config(const std::filesystem::path& state, const std::string& store,
                                        const std::string& url) const {
  std::string out = "state_dir = \"" + state.string() + "\"\n[store]\nurl = \"" + store +
                    "\"\n[http]\nlisten = \"127.0.0.1:0\"\n[[feed]]\nname = \"sim\"\nprovider = \"" +
                    std::string{kProvider} + "\"\nurl = \"" + url + "\"\nsymbols = [";
  for (const std::string& symbol : names()) out += "\"" + symbol + "\", ";
  return out + "]\n";
}

ReferenceMinutes::ReferenceMinutes(const MadeUpMarket& market)
    : generator_(options_of(market)), next_(minute_of(market.start)) {}

std::map<std::string, ReferenceBar> ReferenceMinutes::take() {
  const UnixNanos last = next_ + std::chrono::minutes{1} - std::chrono::nanoseconds{1};
  std::vector<SimTrade> trades;
  generator_.generate(last, SIZE_MAX, trades);
  std::map<std::uint32_t, Sums> sums;
  for (const SimTrade& t : trades) sums[t.symbol].add(t);
  std::map<std::string, ReferenceBar> out;
  for (auto& [symbol, sum] : sums) out[generator_.symbols()[symbol]] = sum.done();
  next_ += std::chrono::minutes{1};
  return out;
}

}  // namespace tickbard::test
