#include "aggregator/alerts/threshold.hpp"

#include <algorithm>

namespace tickbard {

std::string problem_with(const AlertOptions& options) {
  if (options.threshold_ppm <= 0 || options.threshold_ppm > 1'000'000) {
    return "alerts.threshold is a fraction above 0 and at most 1: write 0.03 for 3 %";
  }
  if (options.cooldown < std::chrono::nanoseconds::zero()) return "alerts.cooldown must not be negative";
  return {};
}

std::optional<Alert> ThresholdAlerts::see(std::uint32_t symbol, const Tick& print, Segment segment,
                                          SessionDate session_date) {
  State& s = state(symbol);
  const Days session = days_of(session_date);
  if (session < s.session) return std::nullopt;  // a straggler of an earlier session
  if (session > s.session) begin_session(s, session);
  if (segment == Segment::rth) note(s, {print.price, session, CloseSource::last_regular, print.event_time});
  if (!options_.segments[static_cast<std::size_t>(segment)]) return std::nullopt;

  if (s.reference.raw == 0) {
    refer_to(s, print.price, ReferenceSource::first_trade);
    return std::nullopt;
  }
  if (!exceeds(print.price, s)) return std::nullopt;
  if (s.alerted && print.event_time - s.last_alert < options_.cooldown) return std::nullopt;

  Alert alert;
  alert.symbol = print.symbol;
  alert.up = print.price > s.reference;
  alert.trigger_price = print.price;
  alert.trigger_time = print.event_time;
  alert.reference_price = s.reference;
  alert.reference_source = s.source;
  if (const Close* close = close_before(s, session)) alert.previous_close = close->price;
  alert.threshold_ppm = options_.threshold_ppm;
  alert.size = print.size;
  alert.conditions = print.conditions;
  alert.tape = print.tape;
  alert.segment = segment;

  fired(s, print.price, print.event_time);
  return alert;
}

void ThresholdAlerts::resume(std::uint32_t symbol, Price price, UnixNanos time, SessionDate of) {
  State& s = state(symbol);
  const Days session = days_of(of);
  if (session < s.session || (session == s.session && s.alerted && time < s.last_alert)) return;
  if (session > s.session) begin_session(s, session);
  fired(s, price, time);
}

void ThresholdAlerts::closing_price(std::uint32_t symbol, Price price, SessionDate of, CloseSource source) {
  State& s = state(symbol);
  note(s, {price, days_of(of), source, UnixNanos{}});
  // A close that becomes known after the session began replaces a reference that no alert has moved yet.
  if (s.session == kNever || s.alerted) return;
  if (const Close* close = close_before(s, s.session)) refer_to(s, close->price, ReferenceSource::previous_close);
}

std::optional<ThresholdAlerts::KnownClose> ThresholdAlerts::previous_close(std::uint32_t symbol,
                                                                           SessionDate session) const {
  if (symbol >= states_.size()) return std::nullopt;
  const Close* close = close_before(states_[symbol], days_of(session));
  if (close == nullptr) return std::nullopt;
  return KnownClose{close->price, std::chrono::sys_days{std::chrono::days{close->session}}};
}

ThresholdAlerts::State& ThresholdAlerts::state(std::uint32_t symbol) {
  if (symbol >= states_.size()) states_.resize(symbol + std::size_t{1});
  return states_[symbol];
}

const ThresholdAlerts::Close* ThresholdAlerts::close_before(const State& s, Days session) {
  if (s.running.session != kNever && s.running.session < session) return &s.running;
  if (s.previous.session != kNever && s.previous.session < session) return &s.previous;
  return nullptr;
}

void ThresholdAlerts::begin_session(State& s, Days session) const {
  s.session = session;
  s.alerted = false;
  refer_to(s, {}, ReferenceSource::first_trade);
  if (const Close* close = close_before(s, session)) refer_to(s, close->price, ReferenceSource::previous_close);
}

/// Moved by more than the threshold: moved / reference > ppm / 1,000,000, and `moved` is whole.
void ThresholdAlerts::refer_to(State& s, Price price, ReferenceSource source) const {
  s.reference = price;
  s.source = source;
  const Int128 quiet = Int128{options_.threshold_ppm} * price.raw / 1'000'000;
  s.quiet_move = price.raw == 0 ? -1 : static_cast<std::int64_t>(std::min<Int128>(quiet, INT64_MAX));
}

void ThresholdAlerts::reload(const AlertOptions& options) {
  options_ = options;
  for (State& s : states_) refer_to(s, s.reference, s.source);
}

void ThresholdAlerts::fired(State& s, Price price, UnixNanos time) const {
  refer_to(s, price, ReferenceSource::last_alert);
  s.alerted = true;
  s.last_alert = time;
}

void ThresholdAlerts::note(State& s, const Close& close) {
  if (close.session > s.running.session) {
    if (s.running.session != kNever) s.previous = s.running;
    s.running = close;
    return;
  }
  Close& known = close.session == s.running.session ? s.running : s.previous;
  if (close.session < known.session) return;
  const bool better = close.session > known.session || close.source > known.source ||
                      (close.source == known.source && close.time >= known.time);
  if (better) known = close;
}

}  // namespace tickbard
