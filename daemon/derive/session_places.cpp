#include "daemon/derive/session_places.hpp"

#include <algorithm>

#include "aggregator/calendar/calendar.hpp"
#include "aggregator/derive/indicators/weekly.hpp"

namespace tickbard {

SessionPlaces::SessionPlaces(const Calendar& calendar, SessionDate last) {
  constexpr SessionDate kFirst{std::chrono::sys_days{std::chrono::days{0}}};
  for (const Session& session : calendar.sessions_between(kFirst, last))
    sessions_.push_back(AdjustedBar::day(session.date, {}, {}, {}, {}));
  mark_week_ends(sessions_, calendar);
  mark_places(sessions_);
}

void SessionPlaces::mark(AdjustedBar& bar) const {
  const auto at = std::lower_bound(sessions_.begin(), sessions_.end(), bar.session,
                                   [](const AdjustedBar& session, SessionDate d) { return session.session < d; });
  if (at == sessions_.end() || at->session != bar.session) return;
  bar.ends_week = at->ends_week;
  bar.place = at->place;
}

}  // namespace tickbard
