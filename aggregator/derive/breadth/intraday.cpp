#include "aggregator/derive/breadth/intraday.hpp"

namespace tickbard {
namespace {

std::size_t compare(Price a, Price b) {
  return static_cast<std::size_t>(1 + (a > b) - (a < b));
}

}  // namespace

IntradayBreadth::IntradayBreadth(std::size_t members) : quotes_(members) {
  tally_.members = static_cast<std::uint32_t>(members);
}

void IntradayBreadth::update(std::size_t member, const IntradayQuote& quote) {
  std::optional<IntradayQuote>& known = quotes_[member];
  if (known) count(*known, -1);
  known = quote;
  count(quote, +1);
}

void IntradayBreadth::begin_session() {
  for (auto& quote : quotes_) quote.reset();
  tally_ = {.members = tally_.members, .verdicts = {}, .volume = {}};
}

void IntradayBreadth::count(const IntradayQuote& quote, int sign) {
  const auto one = static_cast<std::uint32_t>(sign);  // -1 wraps to what takes one away
  if (quote.previous_close) {
    const std::size_t v = compare(quote.price, *quote.previous_close);
    tally_.verdicts[0].counts[v] += one;
    tally_.volume[v].raw += sign * quote.volume.raw;
  }
  if (quote.vwap) tally_.verdicts[1].counts[compare(quote.price, *quote.vwap)] += one;
}

}  // namespace tickbard
