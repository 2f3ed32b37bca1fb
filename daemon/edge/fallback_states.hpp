#pragma once

#include <unordered_map>

#include "aggregator/calendar/calendar.hpp"
#include "daemon/edge/edge_context.hpp"
#include "sinks/derived/symbol_state.hpp"

namespace tickbard {

/// States while bars are switched off, and stored rows stand still: previous close, first and newest print from
/// the running market, source `fallback` (T-069). Nothing while they are on. Owner: one thread. Lifetime: one
/// answer; calendar outlives it.
class FallbackStates {
 public:
  FallbackStates(const Calendar& calendar, const EdgeContext& context, UnixNanos now);

  /// Puts the symbol's newest print on its stored row: on one of this session as a live price, in the place of one
  /// of a session before. True: there is one.
  bool apply(SymbolState& row);

  /// The symbol has a row, which is shown as it is.
  void pass(const Symbol& symbol) { prints_.erase(symbol); }

  /// The symbol's state without a stored row; none if it was not heard.
  std::optional<SymbolState> of(const Symbol& symbol) const;

  /// Those that neither apply() nor pass() was asked about.
  std::vector<SymbolState> rest() const;

 private:
  std::optional<SymbolState> state(const LastPrint& print) const;

  const Calendar& calendar_;
  const UnixNanos now_;
  std::unordered_map<Symbol, LastPrint> prints_;
};

}  // namespace tickbard
