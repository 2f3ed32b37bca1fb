#pragma once

#include <gtest/gtest.h>

#include "aggregator/core/time_text.hpp"
#include "daemon/jobs/jobs_loop.hpp"
#include "sinks/derived/daily_bars.hpp"
#include "tests/sinks/derived/derived_fixture.hpp"

namespace tickbard::test {

inline UnixNanos utc(std::string_view text) {
  return *parse_rfc3339(text);
}

/// A jobs loop on a store of either engine, its time moved by hand, and a market that writes to the store as time
/// goes by: AAPL each minute, MSFT every third, and a coin. Friday 2026-11-20; New York is five hours behind.
struct JobsRig {
  explicit JobsRig(const std::string& engine) : opened(engine) { restart(); }

  DerivedStore opened;
  AnyStore& store = opened.store;
  const Calendar always = Calendar::always();
  JobWorks works = deriving_works();
  bool away = false;
  std::vector<std::string> log;
  std::vector<std::string> failed;               ///< why the process was to end
  UnixNanos wall = utc("2026-11-20T14:20:00Z");  // 09:20
  MonoTime mono{std::chrono::hours{1}};
  std::unique_ptr<JobsLoop> loop;

  std::unique_ptr<Tables> tables() { return open_tables(store.url(), ".", OpenMode::read_write).value(); }

  void restart() {
    JobsOptions options;
    options.followed = {&nyse(), &always};
    options.calendars = CalendarBook(std::vector<const Calendar*>{&nyse(), &always});
    options.schedule.catch_up_sessions = 2;
    auto open = [this]() -> StoreResult<std::unique_ptr<Tables>> {
      if (away) return StoreError{StoreErrorClass::unreachable, "no answer"};
      return open_tables(store.url(), ".", OpenMode::read_write);
    };
    loop = std::make_unique<JobsLoop>(
        options, works, open,
        [this](LogLevel level, std::string_view, std::string text) {
          if (level > LogLevel::debug) log.push_back(std::move(text));
        },
        [this](std::string text) { failed.push_back(std::move(text)); });
  }

  /// Steps whenever the loop asks for it.
  void until(UnixNanos t) {
    while (wall <= t) {
      const auto wait = loop->step(mono, wall);
      const auto pass = wait.count() == 0 ? std::chrono::nanoseconds{1'000'000} : std::min(wait, t - wall);
      wall += pass;
      mono += pass;
      if (wait.count() != 0 && wall >= t) break;
    }
  }

  static Bar traded(std::string_view name, MinuteStart start, std::uint32_t revision = 1) {
    Bar b = bar(name, start, revision);
    const std::int64_t cents = to_unix_seconds(start) / 60 * 7 % 31;
    b.open.raw += cents * 10'000'000;
    b.high.raw += cents * 10'000'000 + 20'000'000;
    b.low.raw += cents * 10'000'000;
    b.close.raw += cents * 10'000'000;
    if (b.vwap) b.vwap = b.close;
    return b;
  }

  void write(const std::vector<Event>& events, UnixNanos now) { opened.write(events, now); }

  /// The market from `from` to `to`: each minute is stored two seconds after its end, and time goes on with it.
  void trade(UnixNanos from, UnixNanos to) {
    for (MinuteStart m = minute_of(from); m < to; m += std::chrono::minutes{1}) {
      std::vector<Event> events{Instrument{symbol("BTC-USD"), "always", "coins"}, traded("AAPL", m),
                                traded("BTC-USD", m)};
      if (to_unix_seconds(m) / 60 % 3 == 0) events.push_back(traded("MSFT", m));
      const UnixNanos stored = m + std::chrono::seconds{62};
      until(stored);
      write(events, stored);
      until(m + std::chrono::seconds{68});
    }
  }

  /// Yesterday's closes, from elsewhere.
  void import_days() {
    std::vector<DailyBar> days;
    for (const char* name : {"AAPL", "MSFT"}) {
      DailyBar day;
      day.symbol = symbol(name);
      day.session = *parse_date("2026-11-19");
      day.open = day.low = price("9.5");
      day.high = day.close = price("10.1");
      day.is_final = true;
      day.origin = DayOrigin::import;
      days.push_back(day);
    }
    write_daily(*tables(), days, wall).value();
  }

  DeriveContext batch(Tables& t, const CalendarBook& book) {
    DeriveContext context{t, t, book};
    context.now = wall;
    return context;
  }

  // Columns of instants as the same number on either engine.
  std::string seconds_of(const std::string& column) const {
    return store.is_postgres() ? "extract(epoch FROM " + column + ")::bigint" : column;
  }
  std::string micros_of(const std::string& column) const {
    return store.is_postgres() ? "(extract(epoch FROM " + column + ") * 1000000)::bigint" : column;
  }

  std::string count(const std::string& from) { return store.raw("SELECT count(*) FROM " + from); }
  /// job, status and how often, of rows with a unit of these days.
  std::string runs() {
    return store.raw(
        "SELECT job, params ->> 'calendar', params ->> 'unit', status, count(*) FROM job_runs "
        "WHERE job <> 'coverage' GROUP BY 1, 2, 3, 4 ORDER BY 2, 3, 1");
  }
  const JobState state_of(std::string_view job) {
    for (const JobState& s : loop->state().jobs)
      if (s.job == job) return s;
    return {};
  }
};

}  // namespace tickbard::test
