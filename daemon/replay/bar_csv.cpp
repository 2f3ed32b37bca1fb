#include "daemon/replay/bar_csv.hpp"

#include <ostream>

#include "aggregator/core/decimal.hpp"
#include "aggregator/core/time_text.hpp"

namespace tickbard {

void BarTable::put(const Bar& bar) {
  const auto [at, fresh] = bars_.try_emplace(Key{bar.start, bar.symbol}, bar);
  if (!fresh && bar.revision >= at->second.revision) at->second = bar;
}

void append_csv(std::string& out, const Bar& bar) {
  out.append(bar.symbol.view()).append(",").append(to_rfc3339(bar.start));
  for (const Price price : {bar.open, bar.high, bar.low, bar.close}) out.append(",").append(to_text(price));
  out.append(",").append(to_text(bar.volume)).append(",");
  if (bar.vwap) out.append(to_text(*bar.vwap));
  for (const std::uint32_t count : {bar.trade_count, bar.revision, std::uint32_t{bar.quality}})
    out.append(",").append(std::to_string(count));
  out.append("\n");
}

void BarTable::print(std::ostream& out) const {
  out << kBarCsvHeader << '\n';
  std::string line;
  for (const auto& [key, bar] : bars_) {
    line.clear();
    append_csv(line, bar);
    out << line;
  }
}

}  // namespace tickbard
