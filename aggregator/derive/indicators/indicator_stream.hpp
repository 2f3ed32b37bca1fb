#pragma once

#include <span>
#include <variant>

#include "aggregator/derive/indicators/averages.hpp"
#include "aggregator/derive/indicators/directional.hpp"
#include "aggregator/derive/indicators/indicator_key.hpp"
#include "aggregator/derive/indicators/macd.hpp"
#include "aggregator/derive/indicators/performance.hpp"
#include "aggregator/derive/indicators/rsi.hpp"
#include "aggregator/derive/indicators/true_range.hpp"

namespace tickbard {

/// The line a key names, bar by bar. Precondition: the key was parsed, so its periods are in bounds.
/// Owner: one thread.
class IndicatorStream : public Streaming<IndicatorStream> {
 public:
  explicit IndicatorStream(const IndicatorKey& key);
  void push(const AdjustedBar& bar);
  std::optional<double> value() const;
  bool warm() const;  ///< the value is defined, and owes its seed no more than kWarmSeedShare

 private:
  using State = std::variant<Sma, ShiftedSma, Ema, Rsi, TrueRange, Atr, Directional, Macd, Roc>;
  static State state_of(const IndicatorKey& key);

  IndicatorKey::Kind kind_;
  State state_;
};

/// One value per bar, none where it is not defined yet; the stream fed with the bars.
Series indicator_series(const IndicatorKey& key, std::span<const AdjustedBar> bars);

/// How many bars make each of these lines warm: what a chart reads before the first bar it shows, and one more.
std::size_t warm_up_bars(std::span<const IndicatorKey> keys);

}  // namespace tickbard
