#include "aggregator/core/time_text.hpp"

#include <algorithm>
#include <array>

#include "aggregator/core/decimal.hpp"

namespace tickbard {

namespace {

using std::chrono::nanoseconds;

/// Reads a text from left to right; after the first mismatch everything fails.
class Cursor {
 public:
  explicit Cursor(std::string_view text) : at_(text.data()), end_(text.data() + text.size()) {}

  bool ok() const { return at_ != nullptr; }
  bool at_end() const { return at_ == end_; }
  bool next_is(char c) const { return ok() && at_ != end_ && *at_ == c; }
  bool next_is_digit() const { return ok() && at_ != end_ && *at_ >= '0' && *at_ <= '9'; }
  void fail() { at_ = nullptr; }

  bool skip(char c) {
    const bool there = next_is(c);
    if (there) ++at_;
    return there;
  }
  void expect(char c) {
    if (!skip(c)) fail();
  }
  int digit() {
    if (next_is_digit()) return *at_++ - '0';
    fail();
    return 0;
  }
  int digits(int count) {
    int value = 0;
    if (!ok() || end_ - at_ < count) {
      fail();
      return value;
    }
    unsigned worst = 0;  // so that there is one branch for all of them
    for (int i = 0; i < count; ++i) {
      const unsigned digit = static_cast<unsigned char>(at_[i]) - unsigned{'0'};
      worst = std::max(worst, digit);
      value = value * 10 + static_cast<int>(digit);
    }
    at_ += count;
    if (worst > 9) fail();
    return ok() ? value : 0;
  }

 private:
  const char* at_;  ///< nullptr after a mismatch
  const char* end_;
};

SessionDate read_date(Cursor& in) {
  const int y = in.digits(4);
  in.expect('-');
  const int m = in.digits(2);
  in.expect('-');
  const int d = in.digits(2);
  return SessionDate{std::chrono::year{y}, std::chrono::month{static_cast<unsigned>(m)},
                     std::chrono::day{static_cast<unsigned>(d)}};
}

std::int64_t read_fraction(Cursor& in) {
  if (!in.skip('.')) return 0;
  std::int64_t nanos = in.digit();
  int places = 1;
  for (; places < 9 && in.next_is_digit(); ++places) nanos = nanos * 10 + in.digit();
  for (; places < 9; ++places) nanos *= 10;
  return nanos;
}

/// Minutes east of UTC.
int read_offset(Cursor& in) {
  if (in.skip('Z') || in.skip('z')) return 0;
  const bool west = in.skip('-');
  if (!west) in.expect('+');
  const int hours = in.digits(2);
  in.expect(':');
  const int minutes = in.digits(2);
  if (hours > 23 || minutes > 59) in.fail();
  return west ? -(hours * 60 + minutes) : hours * 60 + minutes;
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
  if (!in.skip('T') && !in.skip('t')) in.expect(' ');
  const int hour = in.digits(2);
  in.expect(':');
  const int minute = in.digits(2);
  in.expect(':');
  const int second = in.digits(2);
  const std::int64_t fraction = read_fraction(in);
  const int offset = read_offset(in);
  if (!in.ok() || !in.at_end() || !date.ok() || hour > 23 || minute > 59 || second > 59) return Reject::bad_time;
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
  if (!in.ok() || !in.at_end() || !date.ok()) return std::nullopt;
  // No market's day, and its midnight would not fit into nanoseconds.
  if (date.year() < std::chrono::year{1700} || date.year() > std::chrono::year{2199}) return std::nullopt;
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
