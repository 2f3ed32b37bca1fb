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

}  // namespace

std::optional<PreviousDay> previous_of(const DailyBar& bar, SessionDate today, const Calendar& calendar,
                                       const SplitAdjuster& splits) {
  if (bar.session >= today) return std::nullopt;
  const auto close = splits.factor(bar.symbol, bar.session, today).price(bar.close);
  if (!close) return std::nullopt;
  PreviousDay previous{*close, source_of(bar.close_source), bar.session, 1};
  for (auto s = calendar.previous_session(today);
       s && s->date > bar.session && previous.sessions_old <= kOldestSessions;
       s = calendar.previous_session(s->date)) {
    ++previous.sessions_old;
  }
  return previous;
}

std::optional<GivenOpen> given_open_of(const DailyBar& today) {
  if (today.open_source == DayPriceSource::rth_bar) return std::nullopt;
  return GivenOpen{today.open, source_of(today.open_source)};
}

}  // namespace tickbard
