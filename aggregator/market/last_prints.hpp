#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <vector>

#include "aggregator/alerts/threshold.hpp"
#include "aggregator/bars/symbol_table.hpp"
#include "aggregator/core/last_print.hpp"
#include "aggregator/core/tick.hpp"
#include "aggregator/market/session_cursor.hpp"

namespace tickbard {

/// The newest print of every symbol while no bars are made: what a price is compared with must come from
/// somewhere. Owner: the market thread writes; any thread reads, without a lock: each symbol's words stand under a
/// sequence lock of their own, as Bucket explains. Lifetime: the symbols and the calendars outlive it.
class LastPrints {
 public:
  explicit LastPrints(const SymbolTable& symbols) : symbols_(symbols) {}

  /// A print that may set a bar's close, and the close before its session. Prints of no session are nothing; one
  /// that is older than the newest changes no price.
  void see(SymbolIndex symbol, const Tick& tick, const SessionCursor::Place& place, const Calendar* calendar,
           const std::optional<ThresholdAlerts::KnownClose>& previous);

  void clear();

  std::vector<LastPrint> all() const;

 private:
  enum Word : std::size_t { kSession, kPrice, kTime, kFirstRegular, kPreviousClose, kPreviousSession, kCalendar };
  using Words = std::array<std::int64_t, kCalendar + 1>;  ///< 0 where a price is not known; session: days

  struct Slot {
    std::atomic<std::uint64_t> version;
    std::array<std::atomic<std::int64_t>, kCalendar + 1> words;
  };

  static Words load(const Slot& slot);
  static void publish(Slot& slot, const Words& words);
  static Words read(const Slot& slot);

  const SymbolTable& symbols_;
  StableArray<Slot> slots_;  ///< by SymbolIndex
  std::atomic<std::size_t> size_{0};
};

}  // namespace tickbard
