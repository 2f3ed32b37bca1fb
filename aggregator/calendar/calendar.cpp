#include "aggregator/calendar/calendar.hpp"

#include <algorithm>
#include <utility>

namespace tickbard {

namespace {

using std::chrono::days;
using std::chrono::sys_days;

std::int64_t utc_day(UnixNanos t) {
  return std::chrono::floor<days>(t).time_since_epoch().count();
}

bool before(const Session& s, SessionDate d) {
  return s.date < d;
}

}  // namespace

Calendar::Calendar(std::string name, LocalTime local, Segment outside, std::vector<Session> sessions)
    : name_(std::move(name)), local_(std::move(local)), outside_(outside), sessions_(std::move(sessions)) {
  bounds_.reserve(sessions_.size());
  for (const Session& s : sessions_) {
    bounds_.push_back(
        {to_unix_nanos(s.pre_open), to_unix_nanos(s.open), to_unix_nanos(s.close), to_unix_nanos(s.post_close)});
  }
  if (sessions_.empty()) return;
  first_day_ = utc_day(sessions_.front().pre_open);
  const std::int64_t last_day = utc_day(sessions_.back().post_close);
  std::uint32_t i = 0;
  for (std::int64_t day = first_day_; day <= last_day; ++day) {
    const UnixNanos midnight = sys_days{days{day}};
    while (i < sessions_.size() && sessions_[i].post_close <= midnight) ++i;
    by_utc_day_.push_back(i);
  }
}

Calendar Calendar::always() {
  std::vector<Session> sessions;
  const auto first = std::chrono::floor<days>(kEarliestEvent), end = std::chrono::floor<days>(kLatestEvent);
  sessions.reserve(static_cast<std::size_t>((end - first).count()));
  for (sys_days day = first; day < end; day += days{1}) {
    const UnixNanos from = day, to = day + days{1};
    sessions.push_back({SessionDate{day}, from, from, to, to, SessionKind::full, {}});
  }
  return Calendar("always", LocalTime::utc(), Segment::rth, std::move(sessions));
}

std::size_t Calendar::first_ending_after(UnixNanos t) const {
  const std::int64_t day = utc_day(t) - first_day_;
  if (day < 0) return 0;
  if (day >= static_cast<std::int64_t>(by_utc_day_.size())) return sessions_.size();
  std::size_t i = by_utc_day_[static_cast<std::size_t>(day)];
  while (i < bounds_.size() && bounds_[i].post_close <= to_unix_nanos(t)) ++i;
  return i;
}

Segment Calendar::segment(UnixNanos t) const {
  const std::size_t i = first_ending_after(t);
  const std::int64_t n = to_unix_nanos(t);
  if (i == bounds_.size() || n < bounds_[i].pre_open) return outside_;
  return n < bounds_[i].open ? Segment::pre : n < bounds_[i].close ? Segment::rth : Segment::post;
}

SessionDate Calendar::session_date(UnixNanos t) const {
  const std::size_t i = first_ending_after(t);
  if (i < sessions_.size() && sessions_[i].pre_open <= t) return sessions_[i].date;
  return local_.date_of(t);
}

const Session* Calendar::current_or_last(UnixNanos t) const {
  const std::size_t i = first_ending_after(t);
  if (i < sessions_.size() && sessions_[i].pre_open <= t) return &sessions_[i];
  return i == 0 ? nullptr : &sessions_[i - 1];
}

std::optional<Session> Calendar::session(SessionDate d) const {
  const auto it = std::lower_bound(sessions_.begin(), sessions_.end(), d, before);
  if (it == sessions_.end() || it->date != d) return std::nullopt;
  return *it;
}

std::optional<Session> Calendar::previous_session(SessionDate d) const {
  const auto it = std::lower_bound(sessions_.begin(), sessions_.end(), d, before);
  if (it == sessions_.begin()) return std::nullopt;
  return *std::prev(it);
}

std::optional<Session> Calendar::next_session(SessionDate d) const {
  const auto it = std::upper_bound(sessions_.begin(), sessions_.end(), d,
                                   [](SessionDate date, const Session& s) { return date < s.date; });
  if (it == sessions_.end()) return std::nullopt;
  return *it;
}

std::vector<Session> Calendar::sessions_between(SessionDate first, SessionDate last) const {
  const auto from = std::lower_bound(sessions_.begin(), sessions_.end(), first, before);
  auto to = from;
  while (to != sessions_.end() && to->date <= last) ++to;
  return {from, to};
}

UnixNanos Calendar::valid_until() const {
  return sessions_.empty() ? UnixNanos{} : sessions_.back().post_close;
}

}  // namespace tickbard
