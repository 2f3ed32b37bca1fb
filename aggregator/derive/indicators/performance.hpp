#pragma once

#include "aggregator/derive/indicators/adjusted_bar.hpp"
#include "aggregator/derive/indicators/numbers.hpp"
#include "aggregator/derive/indicators/window.hpp"

namespace tickbard {

/// Rate of change over `period` bars as a fraction, (C - C') / C'; so 252 bars need 253 closes (T-134).
/// Owner: one thread.
class Roc : public Streaming<Roc> {
 public:
  explicit Roc(int period) : closes_(static_cast<std::size_t>(period) + 1) {}
  void push(const AdjustedBar& bar) { closes_.push(bar.close); }
  std::optional<double> value() const {
    if (!closes_.full()) return std::nullopt;
    return relative_change(closes_.ago(0), closes_.oldest());
  }

 private:
  Window<Price> closes_;
};

enum class Period : std::uint8_t { month, quarter, year };

/// Change in percent since the last close before the first day of the running month, quarter or year, by session
/// date. A series that begins inside the period has none (listed after the base date), nor one whose base is more
/// than kOldestBase sessions older than the period's first.
class PeriodToDate : public Streaming<PeriodToDate> {
 public:
  explicit PeriodToDate(Period period) : period_(period) {}
  void push(const AdjustedBar& bar);
  std::optional<double> value() const;
  std::optional<Price> base() const { return base_; }

 private:
  Period period_;
  std::optional<AdjustedBar> last_;
  std::optional<Price> base_;
};

}  // namespace tickbard
