#include "aggregator/derive/baselines/from_daily.hpp"

#include "aggregator/calendar/calendar.hpp"

namespace tickbard {
namespace {

BaselineSource source_of(DayPriceSource s) {
  switch (s) {
    case DayPriceSource::official:
      return BaselineSource::official;
    case DayPriceSource::auction:
      return BaselineSource::auction;
    case DayPriceSource::rth_bar:
      break;
  }
  return BaselineSource::last_rth_bar;
}

/// 1: `of` is the session just before today. Counting ends where a close is no yesterday any more.
int sessions_old(SessionDate of, SessionDate today, const Calendar& calendar) {
  int old = 1;
  for (auto s = calendar.previous_session(today); s && s->date > of && old <= kOldestSessions;
       s = calendar.previous_session(s->date)) {
    ++old;
  }
  return old;
}

}  // namespace

PreviousDay previous_given(Price close, SessionDate of, SessionDate today, const Calendar& calendar) {
  return {close, BaselineSource::fallback, of, sessions_old(of, today, calendar)};
}

std::optional<PreviousDay> previous_of(const DailyBar& bar, SessionDate today, const Calendar& calendar,
                                       const SplitAdjuster& splits) {
  if (bar.session >= today) return std::nullopt;
  const auto close = splits.factor(bar.symbol, bar.session, today).price(bar.close);
  if (!close) return std::nullopt;
  return PreviousDay{*close, source_of(bar.close_source), bar.session, sessions_old(bar.session, today, calendar)};
}

std::optional<GivenOpen> given_open_of(const DailyBar& today) {
  if (today.open_source == DayPriceSource::rth_bar) return std::nullopt;
  return GivenOpen{today.open, source_of(today.open_source)};
}

}  // namespace tickbard
