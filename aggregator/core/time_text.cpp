#include "aggregator/core/time_text.hpp"

#include <array>

#include "aggregator/core/decimal.hpp"

namespace tickbard {

namespace {

using std::chrono::nanoseconds;

/// Reads a text from left to right; after the first mismatch everything fails.
class Cursor {
 public:
  explicit Cursor(std::string_view text) : rest_(text) {}

  bool ok() const { return ok_; }
  bool at_end() const { return ok_ && rest_.empty(); }

  char one_of(std::string_view allowed) {
    if (!ok_ || rest_.empty() || allowed.find(rest_.front()) == std::string_view::npos) {
      ok_ = false;
      return '\0';
    }
    const char c = rest_.front();
    rest_.remove_prefix(1);
    return c;
  }

  int digits(int count) {
    int value = 0;
    for (int i = 0; i < count; ++i) value = value * 10 + (one_of("0123456789") - '0');
    return ok_ ? value : -1;
  }

  bool next_is(char c) const { return ok_ && !rest_.empty() && rest_.front() == c; }
  bool next_is_digit() const { return ok_ && !rest_.empty() && rest_.front() >= '0' && rest_.front() <= '9'; }

 private:
  std::string_view rest_;
  bool ok_ = true;
};

SessionDate read_date(Cursor& in) {
  const int y = in.digits(4);
  in.one_of("-");
  const int m = in.digits(2);
  in.one_of("-");
  const int d = in.digits(2);
  if (!in.ok()) return {};
  return SessionDate{std::chrono::year{y}, std::chrono::month{static_cast<unsigned>(m)},
                     std::chrono::day{static_cast<unsigned>(d)}};
}

std::int64_t read_fraction(Cursor& in) {
  if (!in.next_is('.')) return 0;
  in.one_of(".");
  std::int64_t nanos = in.digits(1) * std::int64_t{100'000'000};
  for (std::int64_t unit = 10'000'000; unit > 0 && in.next_is_digit(); unit /= 10) nanos += in.digits(1) * unit;
  return nanos;
}

/// Minutes east of UTC.
int read_offset(Cursor& in) {
  const char sign = in.one_of("Zz+-");
  if (sign != '+' && sign != '-') return 0;
  const int hours = in.digits(2);
  in.one_of(":");
  const int minutes = in.digits(2);
  if (hours > 23 || minutes > 59) in.one_of({});  // no such offset: nothing can match
  return sign == '-' ? -(hours * 60 + minutes) : hours * 60 + minutes;
}

void put(std::string& out, unsigned value, int digits) {
  std::array<char, 9> text;
  for (int i = digits; i-- > 0; value /= 10)
    text[static_cast<std::size_t>(i)] = static_cast<char>('0' + value % 10);
  out.append(text.data(), static_cast<std::size_t>(digits));
}

}  // namespace

Parsed<UnixNanos> parse_rfc3339(std::string_view text) noexcept {
  Cursor in(text);
  const SessionDate date = read_date(in);
  in.one_of("Tt ");
  const int hour = in.digits(2);
  in.one_of(":");
  const int minute = in.digits(2);
  in.one_of(":");
  const int second = in.digits(2);
  const std::int64_t fraction = read_fraction(in);
  const int offset = read_offset(in);
  if (!in.at_end() || !date.ok() || hour > 23 || minute > 59 || second > 59) return Reject::bad_time;
  const std::int64_t day = std::chrono::sys_days{date}.time_since_epoch().count();
  const std::int64_t seconds = ((day * 24 + hour) * 60 + minute - offset) * 60 + second;
  std::int64_t nanos = 0;
  if (__builtin_mul_overflow(seconds, std::int64_t{1'000'000'000}, &nanos) ||
      __builtin_add_overflow(nanos, fraction, &nanos)) {
    return Reject::bad_time;
  }
  return from_unix_nanos(nanos);
}

std::string to_rfc3339(UnixNanos t) {
  const auto day = std::chrono::floor<std::chrono::days>(t);
  const std::chrono::hh_mm_ss<nanoseconds> time{t - day};
  std::string out = to_text(SessionDate{day});
  out += 'T';
  put(out, static_cast<unsigned>(time.hours().count()), 2);
  out += ':';
  put(out, static_cast<unsigned>(time.minutes().count()), 2);
  out += ':';
  put(out, static_cast<unsigned>(time.seconds().count()), 2);
  if (time.subseconds() != nanoseconds{0}) {
    out += '.';
    put(out, static_cast<unsigned>(time.subseconds().count()), 9);
    out.erase(out.find_last_not_of('0') + 1);
  }
  out += 'Z';
  return out;
}

std::optional<SessionDate> parse_date(std::string_view text) noexcept {
  Cursor in(text);
  const SessionDate date = read_date(in);
  if (!in.at_end() || !date.ok()) return std::nullopt;
  return date;
}

std::string to_text(SessionDate d) {
  std::string out;
  put(out, static_cast<unsigned>(static_cast<int>(d.year())), 4);
  out += '-';
  put(out, static_cast<unsigned>(d.month()), 2);
  out += '-';
  put(out, static_cast<unsigned>(d.day()), 2);
  return out;
}

Parsed<UnixNanos> event_time(UnixNanos t) noexcept {
  if (t < kEarliestEvent || t >= kLatestEvent) return Reject::bad_time;
  return t;
}

Parsed<UnixNanos> event_time_from_text(std::string_view rfc3339) noexcept {
  const Parsed<UnixNanos> t = parse_rfc3339(rfc3339);
  return t ? event_time(*t) : t;
}

Parsed<UnixNanos> event_time_from_integer(std::int64_t t) noexcept {
  for (std::int64_t unit = 1'000'000'000; unit > 0; unit /= 1000) {
    if (t >= to_unix_nanos(kEarliestEvent) / unit && t < to_unix_nanos(kLatestEvent) / unit) {
      return from_unix_nanos(t * unit);
    }
  }
  return Reject::bad_time;
}

Parsed<UnixNanos> event_time_from_seconds_text(std::string_view seconds) noexcept {
  std::int64_t nanos = 0;
  if (!parse_decimal(seconds, 9, nanos)) return Reject::bad_time;
  return event_time(from_unix_nanos(nanos));
}

}  // namespace tickbard
