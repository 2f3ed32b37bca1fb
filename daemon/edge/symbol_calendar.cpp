#include "daemon/edge/symbol_calendar.hpp"

#include "daemon/edge/parameters.hpp"
#include "sinks/derived/instruments.hpp"

namespace tickbard {

ApiResult<const Calendar*> calendar_of(const Symbol& symbol, Tables& tables, const EdgeContext& context) {
  const auto row = read_instrument(tables, symbol);
  if (!row) return store_away(row.error().text);
  const bool named = row->has_value() && !(*row)->calendar.empty();
  return context.calendars.find(named ? std::string_view((*row)->calendar) : context.default_calendar);
}

SessionDate today_of(const EdgeContext& context, UnixNanos now) {
  return session_of(context.calendars.find(context.default_calendar), now);
}

SessionDate session_of(const Calendar* calendar, UnixNanos t) {
  if (calendar != nullptr) return calendar->session_date(t);
  return std::chrono::floor<std::chrono::days>(t);
}

}  // namespace tickbard
