#include "daemon/derive/day_inputs.hpp"

#include <algorithm>
#include <set>

#include "aggregator/derive/baselines/from_daily.hpp"
#include "aggregator/derive/daily_rollup.hpp"
#include "sinks/derived/archives.hpp"
#include "sinks/derived/corporate_actions.hpp"
#include "sinks/derived/daily_history.hpp"
#include "sinks/derived/higher_bars.hpp"
#include "sinks/derived/session_prints.hpp"
#include "sinks/derived/span_volume.hpp"
#include "sinks/derived/symbol_changes.hpp"

namespace tickbard {
namespace {

constexpr int kUsualSessions = 20;
constexpr std::chrono::minutes kSlot{5};

/// The end of the last whole hour bar of `session` that has ended by `t`.
MinuteStart whole_hours_until(const Session& session, MinuteStart t) {
  MinuteStart end = minute_of(session.pre_open);
  for (auto span = span_of(Interval::h1, Align::session, session, end); span && span->end <= t;
       span = span_of(Interval::h1, Align::session, session, end)) {
    end = span->end;
  }
  return end;
}

}  // namespace

StoreResult<void> DayInputs::load(Tables& tables) {
  const auto read = read_splits_of_securities(tables);
  if (!read) return read.error();
  auto splits = SplitAdjuster::of(*read);
  if (!splits) return StoreError{StoreErrorClass::other, splits.error().text};
  splits_ = *std::move(splits);

  auto renames = read_renames(tables);
  if (!renames) return renames.error();
  renames_ = *std::move(renames);

  before_.clear();
  past_.clear();
  slot_.reset();
  for (auto s = calendar_.previous_session(session_.date); s && std::ssize(before_) < kUsualSessions;
       s = calendar_.previous_session(s->date)) {
    before_.push_back(*s);
  }
  const SessionDate first = before_.empty() ? session_.date : before_.back().date;
  if (auto done = leave_out_archived(tables); !done) return done;
  std::set<SessionDate> counted;
  for (const Session& s : before_) counted.insert(s.date);
  return stream_history(tables, first, session_.date, [&](StoredDaily&& row) {
    const DailyBar& bar = row.bar;
    Past& past = past_[bar.symbol];
    if (bar.session == session_.date) {
      // Of minutes, the prints of the opening say the same.
      if (bar.origin == DayOrigin::import) past.imported_open = given_open_of(bar);
      return;
    }
    if (bar.first_bar && counted.contains(bar.session)) ++past.sessions;  // a day of which there are bars
    if (auto previous = previous_of(bar, session_.date, calendar_, splits_)) past.previous = previous;
  });
}

/// Sessions whose 5-minute bars retention took away have nothing to add to what is usual, and must not count.
StoreResult<void> DayInputs::leave_out_archived(Tables& tables) {
  using std::chrono::days, std::chrono::floor;
  const auto archives = read_archives(tables, table_of(Interval::m5));
  if (!archives) return archives.error();
  std::erase_if(before_, [&](const Session& s) {
    return std::any_of(archives->begin(), archives->end(), [&](const ArchiveRow& row) {
      return row.day >= floor<days>(s.pre_open) && row.day < s.post_close;
    });
  });
  return {};
}

StoreResult<void> DayInputs::load_opens(Tables& tables) {
  const auto prints = read_session_prints(tables, session_.date);
  if (!prints) return prints.error();
  opens_.clear();
  for (const SessionPrint& print : *prints) {
    if (print.role == PrintRole::official_open || print.role == PrintRole::opening_print)
      opens_[print.symbol].push_back(print);
  }
  return {};
}

MinuteStart DayInputs::same_time(const Session& before, MinuteStart t) const {
  const MinuteStart there = minute_of(before.open) + (t - minute_of(session_.open));
  return std::clamp(there, minute_of(before.pre_open), minute_of(before.post_close));
}

StoreResult<void> DayInputs::add_volume(Tables& tables, const Session& before, MinuteStart from, MinuteStart to,
                                        Volume Past::*where) {
  const auto add = [&](Interval interval, MinuteStart begin, MinuteStart end) -> StoreResult<void> {
    if (begin >= end) return {};
    return span_volume(tables, interval, begin, end, [&](const Symbol& symbol, Volume raw) {
      const auto name = renames_.empty() ? std::optional(symbol) : renames_.today(symbol, before.date);
      const auto past = name ? past_.find(*name) : past_.end();
      if (past == past_.end()) return;
      const auto volume = splits_.factor(*name, before.date, session_.date).volume(raw);
      if (volume) (past->second.*where).raw += volume->raw;
    });
  };
  // From the session's start on whole hours are twelve times fewer rows: a start late in the day.
  const MinuteStart hours = from == minute_of(before.pre_open) ? whole_hours_until(before, to) : from;
  if (auto done = add(Interval::h1, from, hours); !done) return done;
  return add(Interval::m5, hours, to);
}

StoreResult<void> DayInputs::advance(Tables& tables, UnixNanos at) {
  const MinuteStart now = std::clamp(minute_of(at), minute_of(session_.pre_open), minute_of(session_.post_close));
  const MinuteStart slot{
      std::chrono::floor<std::chrono::duration<std::int64_t, std::ratio<300>>>(now.time_since_epoch())};
  running_minutes_ = (now - slot).count();
  if (slot_ == slot) return {};
  const bool anew = !slot_ || *slot_ > slot;
  const MinuteStart from = anew ? minute_of(session_.pre_open) : *slot_;
  slot_.reset();  // an error leaves half of it: then all is read anew
  for (auto& [symbol, past] : past_) {
    if (anew) past.usual = {};
    past.running = {};
  }
  for (const Session& before : before_) {
    const MinuteStart begin = anew ? minute_of(before.pre_open) : same_time(before, from);
    const MinuteStart middle = same_time(before, slot), end = same_time(before, slot + kSlot);
    if (auto done = add_volume(tables, before, begin, middle, &Past::usual); !done) return done;
    if (auto done = add_volume(tables, before, middle, end, &Past::running); !done) return done;
  }
  slot_ = slot;
  return {};
}

std::optional<GivenOpen> DayInputs::open_of(const Symbol& symbol, const SymbolDay& day) const {
  const auto prints = opens_.find(symbol);
  const auto& first = day.first(Segment::rth);
  if (prints == opens_.end() || !first) return std::nullopt;
  // The day's own rule chooses among them.
  DailyRollup rollup(symbol, session_);
  Bar minute;
  minute.symbol = symbol;
  minute.start = first->start;
  minute.open = minute.high = minute.low = minute.close = first->price;
  rollup.add(minute);
  for (const SessionPrint& print : prints->second) rollup.add(print);
  return given_open_of(*rollup.bar(false));
}

BaselineInputs DayInputs::of(const Symbol& symbol, const SymbolDay& day, UnixNanos now) const {
  BaselineInputs in;
  in.now = now;
  in.open = open_of(symbol, day);
  const auto found = past_.find(symbol);
  if (found == past_.end()) return in;
  const Past& past = found->second;
  in.previous = past.previous;
  if (past.imported_open) in.open = past.imported_open;
  in.usual.sum.raw = past.usual.raw + past.running.raw * running_minutes_ / kSlot.count();
  in.usual.sessions = past.sessions;
  return in;
}

std::optional<PreviousDay> DayInputs::previous(const Symbol& symbol) const {
  const auto found = past_.find(symbol);
  return found == past_.end() ? std::nullopt : found->second.previous;
}

}  // namespace tickbard
