// A day whose minutes went to an archive becomes dirty again: what was derived from all of it never gets worse.
#include <algorithm>

#include "daemon/data/import_bars.hpp"
#include "daemon/data/retention.hpp"
#include "daemon/jobs/job_work.hpp"
#include "sinks/derived/archives.hpp"
#include "sinks/derived/daily_bars.hpp"
#include "sinks/derived/higher_bars.hpp"
#include "tests/daemon/derive/derive_fixture.hpp"

using namespace tickbard;
using namespace tickbard::test;
using namespace std::chrono;

namespace {

/// Monday and Tuesday of two symbols, derived, and in files since.
class ArchivedDays : public EveryStore {
 protected:
  void SetUp() override {
    EveryStore::SetUp();
    if (IsSkipped()) return;
    rig = std::make_unique<DeriveRig>(GetParam());
    Generator random(3);
    std::vector<Event> events;
    for (const Session& session : sessions)
      for (const char* name : {"AAPL", "MSFT"})
        for (Bar& minute : random.minutes(symbol(name), session)) events.emplace_back(std::move(minute));
    rig->store.write(events);
    derive_all(context(), {}, nyse(), sessions).value();
    derive_marked();
    retire();
    ASSERT_EQ(minutes_here(), 0U);
  }

  DeriveContext context() const { return rig->context(sessions.back().date); }
  DeriveReport derive_marked() { return derive_dirty(context(), dirty_work(context()).value()).value().derived; }
  RetentionReport retire() {
    return retire_bars({*rig->store.store,
                        *rig->store.tables,
                        rig->calendars,
                        "xnys",
                        folder.path(),
                        {hours{1}, {}},
                        context().now,
                        false,
                        {}})
        .value();
  }
  void bring_back(const std::string& file) {
    ImportBarsOptions back;
    back.file = folder.path() / file;
    import_bars(back, rig->calendars, *rig->store.store, *rig->store.tables, context().now).value();
  }

  std::uint64_t minutes_here() {
    return count_bars(*rig->reading, Interval::m1, sys_days{2026y / 11 / 1}, sys_days{2026y / 12 / 1}).value();
  }
  DailyBar day_of(std::string_view name, SessionDate date) {
    const auto rows = daily_of_symbol(*rig->reading, symbol(name), date, 1).value();
    return rows.empty() ? DailyBar{} : rows.front().bar;
  }
  /// An hour after the open, higher than everything, corrected more often than any other minute.
  static Bar late_minute(std::string_view name, const Session& session) {
    Bar late = bar(name, minute_of(session.open + hours{1}), 900);
    late.open = late.low = late.close = price("5000");
    late.high = price("6000");
    late.vwap = price("5000");
    late.trade_count = 5'000;
    return late;
  }

  const std::vector<Session> sessions = nyse_sessions(2026y / 11 / 16, 2026y / 11 / 17);
  std::unique_ptr<DeriveRig> rig;
  TempFolder folder;
};
INSTANTIATE_TEST_SUITE_P(Engines, ArchivedDays, ::testing::Values("sqlite", "postgres"));

}  // namespace

TEST_P(ArchivedDays, T161_a_late_minute_of_an_archived_day_is_kept_and_worsens_nothing) {
  const std::string before = rig->dump();
  rig->store.write({late_minute("AAPL", sessions[0])});
  const DeriveReport report = derive_marked();
  EXPECT_EQ(rig->dump(), before) << "neither the day nor a longer bar, whatever its revision";
  EXPECT_TRUE(dirty_days(*rig->reading).value().empty()) << "or it would be tried for ever";
  const auto told = std::ranges::find_if(report.notes, [](const std::string& note) {
    return note.find("session 2026-11-16: its minutes are in price_bars/2026-11-16.csv.gz") == 0;
  });
  EXPECT_NE(told, report.notes.end()) << "the job's row says so";
  EXPECT_EQ(minutes_here(), 1U);
}

TEST_P(ArchivedDays, T161_once_the_archive_is_back_the_late_minute_counts) {
  const DailyBar before = day_of("AAPL", sessions[0].date);
  rig->store.write({late_minute("AAPL", sessions[0])});
  derive_marked();
  retire();
  ASSERT_EQ(minutes_here(), 0U) << "the late minute is in the archive";
  for (const ArchiveRow& archive : read_archives(*rig->store.tables, "price_bars").value()) bring_back(archive.file);
  EXPECT_TRUE(std::ranges::none_of(derive_marked().notes, [](const std::string& note) {
    return note.find("a part of them") != std::string::npos;
  })) << "all of it is here";
  const DailyBar after = day_of("AAPL", sessions[0].date);
  EXPECT_EQ(after.high, price("6000"));
  EXPECT_EQ(after.close, before.close);
  EXPECT_EQ(after.revision, before.revision + 1);
  EXPECT_EQ(day_of("AAPL", sessions[1].date).revision, 1U);
}

TEST_P(ArchivedDays, a_symbol_that_the_archive_does_not_have_gets_its_day) {
  const DailyBar aapl = day_of("AAPL", sessions[0].date);
  std::vector<Event> events{late_minute("AAPL", sessions[0])};
  Generator random(4);
  for (Bar& minute : random.minutes(symbol("NEW"), sessions[0])) events.emplace_back(std::move(minute));
  rig->store.write(events);
  derive_marked();
  EXPECT_EQ(day_of("AAPL", sessions[0].date), aapl);
  EXPECT_TRUE(day_of("NEW", sessions[0].date).is_final);
  EXPECT_GT(day_of("NEW", sessions[0].date).bars_rth, 0U);
  retire();
  EXPECT_EQ(minutes_here(), 0U) << "nothing keeps the day from its archive again";
}

TEST_P(ArchivedDays, the_states_of_a_moment_are_not_recalled_from_a_part_of_their_day) {
  const std::string before = rig->dump();
  rig->store.write({late_minute("AAPL", sessions[1])});
  const DeriveReport report = derive_baselines(context(), nyse(), sessions[1].post_close).value();
  EXPECT_EQ(report.rows_changed, 0U);
  ASSERT_EQ(report.notes.size(), 1U);
  EXPECT_EQ(rig->dump(), before);
}
