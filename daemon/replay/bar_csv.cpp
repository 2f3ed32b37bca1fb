#include "daemon/replay/bar_csv.hpp"

#include <ostream>

#include "aggregator/core/decimal.hpp"
#include "aggregator/core/time_text.hpp"

namespace tickbard {

void BarTable::put(const Bar& bar) {
  const auto [at, fresh] = bars_.try_emplace(Key{bar.start, bar.symbol}, bar);
  if (!fresh && bar.revision >= at->second.revision) at->second = bar;
}

void BarTable::print(std::ostream& out) const {
  out << kBarCsvHeader << '\n';
  for (const auto& [key, bar] : bars_) {
    out << bar.symbol.view() << ',' << to_rfc3339(bar.start) << ',' << to_text(bar.open) << ','
        << to_text(bar.high) << ',' << to_text(bar.low) << ',' << to_text(bar.close) << ',' << to_text(bar.volume)
        << ',' << (bar.vwap ? to_text(*bar.vwap) : std::string{}) << ',' << bar.trade_count << ',' << bar.revision
        << ',' << static_cast<unsigned>(bar.quality) << '\n';
  }
}

}  // namespace tickbard
