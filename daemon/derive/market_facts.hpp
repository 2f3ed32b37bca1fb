#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "aggregator/core/symbol.hpp"
#include "aggregator/derive/split.hpp"
#include "daemon/derive/context.hpp"

namespace tickbard {

/// Which calendar each symbol follows. Immutable.
class SymbolCalendars {
 public:
  static StoreResult<SymbolCalendars> read(Tables& tables, std::string default_calendar);

  std::string_view of(const Symbol& symbol) const;

 private:
  std::unordered_map<Symbol, std::string> given_;
  std::string default_;
};

/// Errors: splits whose product does not fit.
StoreResult<SplitAdjuster> load_splits(Tables& tables);

/// The date whose shares all prices are expressed in, the same for every calendar: that of adj_factor.
SessionDate today_of(const DeriveContext& context, const Calendar& calendar);

/// The sessions that are final by now; a note says which are left out.
std::vector<Session> final_sessions(const DeriveContext& context, std::span<const Session> sessions,
                                    DeriveReport& report);

}  // namespace tickbard
