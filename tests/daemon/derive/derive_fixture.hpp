#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "aggregator/derive/daily_bar.hpp"
#include "daemon/derive/derive.hpp"
#include "tests/sinks/derived/derived_fixture.hpp"
#include "tests/sinks/table_rows.hpp"

namespace tickbard::test {

/// A store with the two connections that a derivation wants, at a moment when `session` has long been final.
class DeriveRig {
 public:
  explicit DeriveRig(const std::string& engine);

  DeriveContext context(SessionDate after) const;
  DeriveContext context_at(UnixNanos now) const;

  /// Final imported days, every price the close.
  void closes(std::string_view name, std::span<const Session> sessions, const std::vector<int>& cents);

  /// Every row of every table but those that hold what came in.
  TableRows derived();
  /// The same as lines of text.
  std::string dump();

  DerivedStore store;
  std::unique_ptr<Tables> reading;
  CalendarBook calendars;
};

std::vector<Session> nyse_sessions(SessionDate first, SessionDate last);

/// Days of constant price range around a close.
DailyBar imported_day(const Symbol& symbol, SessionDate session, Price close);

}  // namespace tickbard::test
