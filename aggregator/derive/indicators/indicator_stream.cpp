#include "aggregator/derive/indicators/indicator_stream.hpp"

#include <algorithm>

#include "aggregator/derive/indicators/numbers.hpp"

namespace tickbard {

using Kind = IndicatorKey::Kind;

IndicatorStream::IndicatorStream(const IndicatorKey& key) : kind_(key.kind), state_(state_of(key)) {}

IndicatorStream::State IndicatorStream::state_of(const IndicatorKey& key) {
  switch (key.kind) {
    case Kind::sma:
      if (key.shift > 0) return ShiftedSma(key.period, key.shift);
      return Sma(key.period);
    case Kind::ema:
      return Ema(key.period);
    case Kind::rsi:
      return Rsi(key.period);
    case Kind::tr:
      return TrueRange();
    case Kind::atr:
    case Kind::atr_pct:
      return Atr(key.period);
    case Kind::pdi:
    case Kind::mdi:
    case Kind::dx:
    case Kind::adx:
      return Directional(key.period);
    case Kind::macd:
    case Kind::macd_signal:
    case Kind::macd_hist:
      return Macd(key.period, key.slow, key.signal);
    case Kind::roc:
      break;
  }
  return Roc(key.period);
}

void IndicatorStream::push(const AdjustedBar& bar) {
  std::visit([&bar](auto& state) { state.push(bar); }, state_);
}

std::optional<double> IndicatorStream::value() const {
  if (const auto* d = std::get_if<Directional>(&state_)) {
    if (kind_ == Kind::pdi) return d->plus();
    if (kind_ == Kind::mdi) return d->minus();
    return kind_ == Kind::dx ? d->dx() : d->adx();
  }
  if (const auto* m = std::get_if<Macd>(&state_)) {
    if (kind_ == Kind::macd) return m->line();
    return kind_ == Kind::macd_signal ? m->signal() : m->histogram();
  }
  if (kind_ == Kind::atr_pct) return std::get<Atr>(state_).percent();
  return std::visit(
      [](const auto& state) -> std::optional<double> {
        if constexpr (requires { state.value(); }) return state.value();
        return std::nullopt;
      },
      state_);
}

bool IndicatorStream::warm() const {
  if (const auto* d = std::get_if<Directional>(&state_)) return kind_ == Kind::adx ? d->adx_warm() : d->warm();
  if (const auto* m = std::get_if<Macd>(&state_)) return kind_ == Kind::macd ? m->warm() : m->signal_warm();
  return std::visit(
      [this](const auto& state) {
        if constexpr (requires { state.warm(); }) return state.warm();
        return value().has_value();
      },
      state_);
}

Series indicator_series(const IndicatorKey& key, std::span<const AdjustedBar> bars) {
  return series_of(IndicatorStream(key), bars);
}

std::size_t warm_up_bars(std::span<const IndicatorKey> keys) {
  // Asked of the streams themselves, so the answer cannot differ from what `warm` says. Any prices do.
  constexpr Price kAny{kPriceUnits};
  const AdjustedBar bar = AdjustedBar::day(SessionDate{}, kAny, kAny, kAny, kAny);
  std::size_t most = 0;
  for (const IndicatorKey& key : keys) {
    IndicatorStream stream(key);
    std::size_t bars = 0;
    for (; !stream.warm(); ++bars) stream.push(bar);
    most = std::max(most, bars);
  }
  return most;
}

}  // namespace tickbard
