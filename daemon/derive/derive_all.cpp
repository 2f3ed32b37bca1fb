#include <algorithm>

#include "daemon/derive/derive.hpp"

namespace tickbard {

StoreResult<std::vector<DerivedPart>> derive_all(const DeriveContext& context, const SetRequest& set,
                                                 const Calendar& calendar, std::span<const Session> sessions) {
  std::vector<DerivedPart> parts;
  if (sessions.empty()) return parts;
  const UnixNanos at = std::min(context.now, sessions.back().post_close);
  const std::pair<std::string_view, std::function<StoreResult<DeriveReport>()>> kSteps[] = {
      {"higher", [&] { return derive_higher(context, calendar, sessions); }},
      {"daily", [&] { return derive_daily(context, calendar, sessions); }},
      {"breadth", [&] { return derive_breadth(context, set, calendar, sessions); }},
      {"indicators", [&] { return derive_indicators(context, calendar, sessions); }},
      {"baselines", [&] { return derive_baselines(context, calendar, at); }},
  };
  for (const auto& [what, step] : kSteps) {
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
