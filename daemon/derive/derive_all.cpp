#include <algorithm>

#include "daemon/derive/derive.hpp"
#include "daemon/derive/set_members.hpp"

namespace tickbard {

StoreResult<std::vector<DerivedPart>> derive_all(const DeriveContext& context, const SetRequest& set,
                                                 const Calendar& calendar, std::span<const Session> sessions) {
  std::vector<DerivedPart> parts;
  if (sessions.empty()) return parts;
  const std::pair<std::string_view, std::function<StoreResult<DeriveReport>()>> kSteps[] = {
      {"higher", [&] { return derive_higher(context, calendar, sessions); }},
      {"daily", [&] { return derive_daily(context, calendar, sessions); }},
      {"breadth", [&] { return derive_breadth(context, set, calendar, sessions); }},
      {"breadth of lists", [&] { return derive_breadth_of_lists(context, calendar, sessions); }},
      {"indicators", [&] { return derive_indicators(context, calendar, sessions); }},
      {"baselines", [&] { return derive_baselines_of(context, calendar, sessions); }},
  };
  const auto lists = lists_of(context, calendar);
  if (!lists) return lists.error();
  const bool with_lists = set.name == "all" && set.symbols.empty() && !lists->empty();
  for (const auto& [what, step] : kSteps) {
    if (what == "breadth of lists" && !with_lists) continue;
    auto done = step();
    if (!done) {
      const bool alone = what != "higher" && what != "daily" && done.error().cls == StoreErrorClass::other;
      if (!alone) return done.error();
      parts.push_back({what, {}, done.error()});
      continue;
    }
    parts.push_back({what, *std::move(done)});
    if (parts.back().report.stopped) break;
  }
  return parts;
}

}  // namespace tickbard
