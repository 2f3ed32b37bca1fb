#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "aggregator/core/symbol.hpp"
#include "aggregator/core/time.hpp"
#include "daemon/derive/calendars.hpp"
#include "sinks/tables.hpp"

namespace tickbard {

/// Securities that somebody wants breadth of under a name.
struct ListedSet {
  std::string name;
  std::vector<Symbol> symbols;
  std::vector<std::string> security_types{};  ///< … and every symbol of these with a daily bar
};

/// What every derivation works with.
/// Owner: the thread that derives. Lifetime: everything it refers to outlives it.
struct DeriveContext {
  Tables& from;  ///< is read from while `to` is written to: two connections on one store
  Tables& to;
  const CalendarBook& calendars;
  std::string default_calendar = "xnys";  ///< of symbols without a row in instruments
  UnixNanos now{};                        ///< what is final, and computed_at of what changes
  std::chrono::nanoseconds amend_window = std::chrono::minutes{15};
  std::string benchmark = "SPY";      ///< for stage and Mansfield; empty: none
  std::span<const ListedSet> sets{};  ///< of the configuration
  /// Asked between batches, outside of transactions; true: end early, with what is done kept.
  std::function<bool()> stop{};

  bool stopped() const { return stop && stop(); }
};

/// What a derivation did.
struct DeriveReport {
  std::uint64_t rows_read = 0;
  std::uint64_t rows_changed = 0;  ///< 0 the second time
  std::uint64_t symbols = 0;
  std::uint64_t sessions = 0;
  bool stopped = false;            ///< not all was done
  std::vector<std::string> notes;  ///< sentences for people
};

}  // namespace tickbard
