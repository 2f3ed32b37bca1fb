#include "daemon/derive/fold_hour.hpp"

#include "aggregator/calendar/calendar.hpp"

namespace tickbard {

std::optional<BarSpan> hour_of(const Session& session, MinuteStart m) {
  return span_of(Interval::h1, Align::session, session, m);
}

StoreResult<std::size_t> fold_hour(const DeriveContext& context, const SessionFold& fold, const BarSpan& hour) {
  std::size_t changed = 0;
  for (const Interval interval : {Interval::m5, Interval::m15, Interval::h1}) {
    if (fold.from == FoldFrom::m5 && interval == Interval::m5) continue;
    std::vector<BarSpan> spans;
    for (auto span = span_of(interval, Align::session, fold.session, hour.start); span && span->end <= hour.end;
         span = span_of(interval, Align::session, fold.session, span->end)) {
      spans.push_back(*span);
    }
    const auto done = rollup_higher(
        context.to, {interval, spans, fold.calendar, context.default_calendar, fold.only, fold.from, fold.keep_existing},
        context.now);
    if (!done) return done.error();
    changed += *done;
  }
  return changed;
}

}  // namespace tickbard
