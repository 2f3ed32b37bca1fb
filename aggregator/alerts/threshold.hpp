#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "aggregator/alerts/alert_options.hpp"
#include "aggregator/core/event.hpp"
#include "aggregator/core/fetch.hpp"

namespace tickbard {

/// Where a closing price comes from; of one session's, the greater wins, and of equals the later.
enum class CloseSource : std::uint8_t {
  last_regular,  ///< the last print of regular hours
  auction,       ///< the closing auction's print
  official,      ///< the market centre's official close, or its correction
  given,         ///< from the store: settled, and adjusted for splits
};

/// Fires when a price has moved by more than the threshold from the symbol's reference: the previous session's
/// close at first, then the price of the last alert. Level-triggered: a move that outlives the cooldown fires
/// right after. Owner: market thread. Units: prices as integers, the threshold of a price in 128 bits, so exactly
/// the threshold never fires; time is event time, so a replay fires the same alerts at any speed.
class ThresholdAlerts {
 public:
  explicit ThresholdAlerts(AlertOptions options) : options_(options) {}

  /// Holds from the next print on; references and cooldowns stay.
  void reload(const AlertOptions& options);

  /// A print that may set a bar's open and close. `symbol` is a dense index; `session` the one that "today" means
  /// at the print's time.
  std::optional<Alert> see(std::uint32_t symbol, const Tick& print, Segment segment, SessionDate session);

  /// A session date that compares fast: days since 1970-01-01.
  using Days = std::int32_t;
  static Days days_of(SessionDate d) {
    return static_cast<Days>(std::chrono::sys_days{d}.time_since_epoch().count());
  }

  /// So that the states of so many symbols never have to move.
  void expect_symbols(std::size_t count) { states_.reserve(count); }

  /// So that the symbol has a state: precondition of those below.
  void make_room(std::uint32_t symbol) { state(symbol); }

  /// True: see() would return nothing for this print, and do no more than quietly_seen() does.
  bool quiet(std::uint32_t symbol, Price price, UnixNanos time, Segment segment, Days session) const {
    const State& s = states_[symbol];
    if (s.session != session || (segment == Segment::rth && s.running.session != session)) return false;
    if (!options_.segments[static_cast<std::size_t>(segment)]) return true;
    return !exceeds(price, s) || (s.alerted && time - s.last_alert < options_.cooldown);
  }
  /// `priced`: as see() wants it; else nothing happens.
  void quietly_seen(std::uint32_t symbol, Price price, UnixNanos time, Segment segment, bool priced) {
    Close& last = states_[symbol].running;
    if (segment != Segment::rth || last.source != CloseSource::last_regular) return;
    const bool newest = priced & (time >= last.time);
    last.price = newest ? price : last.price;
    last.time = newest ? time : last.time;
  }

  /// Brings the symbol's state into the cache.
  void expect(std::uint32_t symbol) const noexcept { fetch_whole(states_[symbol], offsetof(State, previous)); }

  /// A closing price of session `of`.
  void closing_price(std::uint32_t symbol, Price price, SessionDate of, CloseSource source);

  /// An alert that an earlier run fired in session `of`: reference and cooldown go on from there, until a session
  /// after it begins.
  void resume(std::uint32_t symbol, Price price, UnixNanos time, SessionDate of);

  /// The newest closing price before `session`; none if there is none.
  struct KnownClose {
    Price price;
    SessionDate session{};
  };
  std::optional<KnownClose> previous_close(std::uint32_t symbol, SessionDate session) const;

 private:
  static constexpr Days kNever = INT32_MIN;

  struct Close {
    Price price;
    Days session = kNever;
    CloseSource source = CloseSource::last_regular;
    UnixNanos time{};  ///< of the print, for last_regular
  };

  /// What every print looks at stands in the first of its two cache lines.
  struct alignas(64) State {
    Price reference;  ///< 0: none yet
    UnixNanos last_alert{};
    Days session = kNever;
    ReferenceSource source = ReferenceSource::first_trade;
    bool alerted = false;
    std::int64_t quiet_move = -1;  ///< a price this far from the reference is quiet yet; none: no move is
    Close running;                 ///< of the newest session that had a close
    Close previous;                ///< of the one before it
  };
  static_assert(offsetof(State, previous) <= 64);

  State& state(std::uint32_t symbol);
  static const Close* close_before(const State& s, Days session);
  void begin_session(State& s, Days session) const;
  void fired(State& s, Price price, UnixNanos time) const;
  void refer_to(State& s, Price price, ReferenceSource source) const;
  static void note(State& s, const Close& close);
  /// Precondition: the price is positive, as the reference is or 0.
  static bool exceeds(Price price, const State& s) {
    const std::int64_t moved = price.raw - s.reference.raw;
    return (moved < 0 ? -moved : moved) > s.quiet_move;
  }

  AlertOptions options_;
  std::vector<State> states_;
};

}  // namespace tickbard
