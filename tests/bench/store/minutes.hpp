#pragma once

#include <vector>

#include "aggregator/core/event.hpp"

namespace tickbard::test {

/// Minutes of the stored days: `m` from the open on, of the newest day or of one before it.
MinuteStart minute_of_day(int m, int days_before = 0);
/// When a minute is stored: soon after its end.
UnixNanos stored_at(MinuteStart start);

/// Bars of a made-up market, the same each time: tickers of one to three letters, a price and a volume of its own
/// for each, two decimals, vwap to 1e-9. Owner: one thread.
class MadeUpBars {
 public:
  explicit MadeUpBars(int symbols);

  /// Every symbol's bar of that minute.
  std::vector<Event> minute(MinuteStart start, std::uint32_t revision = 1) const;
  /// Spread over the alphabet, for reads.
  const Symbol& symbol(std::size_t i) const { return symbols_[i * 7919 % symbols_.size()]; }
  std::size_t size() const { return symbols_.size(); }

 private:
  std::vector<Symbol> symbols_;
};

}  // namespace tickbard::test
