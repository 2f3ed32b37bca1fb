#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "daemon/jobs/jobs_loop.hpp"
#include "daemon/runtime/clock.hpp"
#include "daemon/runtime/doorbell.hpp"
#include "tests/sinks/builders.hpp"

namespace tickbard::test {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

/// Waits until it is so; false after what a slow machine under a sanitizer may take.
template <class Condition>
bool eventually(Condition condition) {
  Doorbell pace;
  const MonoTime give_up = mono_now() + seconds{100};
  while (!condition()) {
    if (mono_now() > give_up) return false;
    pace.wait(milliseconds{1});
  }
  return true;
}

std::uint64_t ended(const JobsLoop& loop, std::string_view job, JobStatus status) {
  for (const JobState& state : loop.state().jobs)
    if (state.job == job) return state.runs[static_cast<std::size_t>(status)];
  return 0;
}

bool running(const JobsLoop& loop, std::string_view job) {
  for (const JobState& state : loop.state().jobs)
    if (state.job == job) return state.running;
  return false;
}

/// A jobs thread on a store that a market writes to, as others read and switch it.
struct Line {
  Line() {
    store->migrate(false, at(0)).value();
    JobsOptions options;
    options.followed = {&always};
    options.calendars = CalendarBook(std::vector<const Calendar*>{&always});
    options.default_calendar = "always";
    // A run may well find the store busy: the market writes to it all the time.
    options.schedule.retry = options.away = seconds{1};
    JobWorks works = deriving_works();
    works[Job::coverage] = [this](const DeriveContext& context, const DueRun&) {
      DeriveReport report;
      while (!endless_may_end && !report.stopped) report.stopped = context.stopped();
      return report;
    };
    loop = std::make_unique<JobsLoop>(
        options, works, [this] { return open_tables(url, folder.path(), OpenMode::read_write); },
        [this](LogLevel, std::string_view, std::string) { ++said; });
  }

  /// A minute of each symbol, every one newer than the last.
  void write_minutes() {
    std::vector<Event> events;
    for (const char* name : {"BTC-USD", "ETH-USD", "SOL-USD"})
      events.emplace_back(bar(name, minute_of(wall_now()) - minutes{20 - written % 20}, written + 1));
    store->write(events, wall_now()).value();
    ++written;
  }

  TempFolder folder;
  const std::string url = "sqlite:bars.db";
  const Calendar always = Calendar::always();
  std::unique_ptr<Store> store = open_store(url, folder.path(), OpenMode::read_write).value();
  std::uint32_t written = 0;
  std::atomic<bool> endless_may_end{true};
  std::atomic<int> said{0};
  std::unique_ptr<JobsLoop> loop;
};

TEST(JobsRace, the_thread_derives_while_a_market_writes_and_others_read_switch_and_stop_it) {
  Line line;
  line.write_minutes();
  std::atomic<bool> over{false};
  std::thread market([&] {
    Doorbell pace;  // a market commits often, not without pause: SQLite promises no turn to whoever waits
    while (!over) {
      line.write_minutes();
      pace.wait(milliseconds{10});
    }
  });
  std::thread reader([&] {
    Doorbell pace;  // often; a thread that spins would take half the machine from the one that is to be seen
    while (!over) {
      (void)line.loop->state();
      pace.wait(milliseconds{1});
    }
  });
  line.loop->start();
  EXPECT_TRUE(eventually([&] { return ended(*line.loop, "follow", JobStatus::ok) > 0; }));
  EXPECT_TRUE(eventually([&] { return ended(*line.loop, "indicators", JobStatus::ok) > 0; }));
  EXPECT_EQ(line.loop->state().symbols, 3U);
  for (const bool enabled : {false, true}) {
    line.loop->set_enabled(enabled);
    EXPECT_TRUE(eventually([&] { return line.loop->state().enabled == enabled; }));
  }
  over = true;
  market.join();
  reader.join();
  line.loop->stop();
}

TEST(JobsRace, a_stop_from_outside_ends_a_job_that_would_go_on_for_ever) {
  Line line;
  line.endless_may_end = false;
  line.loop->start();
  EXPECT_TRUE(eventually([&] { return running(*line.loop, "coverage"); }));
  line.loop->stop();
  EXPECT_EQ(ended(*line.loop, "coverage", JobStatus::cancelled), 1U);
}

}  // namespace
}  // namespace tickbard::test
