#include "daemon/loops/store_loop.hpp"

#include <gtest/gtest.h>

#include "daemon/loops/journal_loop.hpp"
#include "daemon/runtime/clock.hpp"
#include "sinks/sqlite.hpp"
#include "tests/daemon/loops/turn.hpp"
#include "tests/sinks/builders.hpp"

namespace tickbard::test {
namespace {

using std::chrono::seconds;

const LogFn kQuiet = [](LogLevel, std::string_view, std::string) {};

/// A journal and, behind it, a store, with the loops that move events through both; the test is the threads.
struct Line {
  Line() {
    second = Journal::attach(folder.path() / "journal.db").value();
    store = open_store("sqlite:bars.db", folder.path(), OpenMode::read_write).value();
    store->migrate(false, at(0)).value();
    uploader = std::make_unique<Uploader>(*second, *store, UploaderOptions{}, [] { return 0.0; });
    upload = std::make_unique<StoreLoop>(*uploader, *second, bell, StoreLoopOptions{}, kQuiet);
  }

  TempFolder folder;
  std::unique_ptr<Journal> journal = Journal::open(folder.path() / "journal.db", at(0)).value().journal;
  std::unique_ptr<Journal> second;
  std::unique_ptr<Store> store;
  Doorbell bell, taken;
  std::unique_ptr<Uploader> uploader;
  std::unique_ptr<StoreLoop> upload;
  EventQueue queue{4};
  JournalLoop journalling{queue, *journal, RowTime::emitted, taken, bell, kQuiet, mono_now()};
};

TEST(StoreLoop, the_way_of_a_bar_is_timed_from_the_markets_hand_to_the_store) {
  Line line;
  line.queue.push({{bar("A", minute()), bar("B", minute())}, mono_now() - seconds{40}});
  ASSERT_TRUE(turn(line.journalling));
  EXPECT_EQ(line.upload->step(mono_now(), wall_now()).count(), 0) << "moved: come back at once";
  ASSERT_EQ(line.upload->bar_latency().read().total(), 1U)
      << "one a batch, also while nothing ever waited before it";
  EXPECT_GE(line.upload->bar_latency().read().sum, 40.0) << "the wait before the journal counts";
  EXPECT_LT(line.upload->bar_latency().read().sum, 70.0);
}

TEST(StoreLoop, without_a_bar_there_is_no_way_of_a_bar) {
  Line line;
  line.queue.push({{alert("A", at(1))}, mono_now()});
  ASSERT_TRUE(turn(line.journalling));
  line.upload->step(mono_now(), wall_now());
  EXPECT_EQ(line.upload->bar_latency().read().total(), 0U);
  EXPECT_EQ(line.upload->commit().read().total(), 1U);
}

TEST(StoreLoop, who_waited_for_the_store_is_told_once_when_it_holds_all_the_journal_had) {
  Line line;
  std::vector<std::size_t> bars_then;
  StoreLoop loop(*line.uploader, *line.second, line.bell, {}, kQuiet,
                 [&](UnixNanos) { bars_then.push_back(all_bars(*line.store, "A").size()); });
  auto db = sqlite::Database::open(line.folder.path() / "bars.db", sqlite::Access::read_write).value();
  db.exec("ALTER TABLE price_bars RENAME TO hidden").value();
  line.journal->append(std::vector<Event>{bar("A", minute()), bar("A", minute(1))}, wall_now()).value();
  const MonoTime now = mono_now();
  loop.step(now, wall_now());
  EXPECT_TRUE(bars_then.empty()) << "it refuses";
  db.exec("ALTER TABLE hidden RENAME TO price_bars").value();
  for (int i = 0; i != 3; ++i) loop.step(now + seconds{60 + i}, wall_now());
  EXPECT_EQ(bars_then, (std::vector<std::size_t>{2}));
}

TEST(StoreLoop, a_stop_tries_once_more_though_the_store_has_just_refused) {
  Line line;
  auto db = sqlite::Database::open(line.folder.path() / "bars.db", sqlite::Access::read_write).value();
  db.exec("ALTER TABLE price_bars RENAME TO hidden").value();
  line.journal->append(std::vector<Event>{bar("A", minute()), bar("A", minute(1))}, wall_now()).value();
  EXPECT_GT(line.upload->step(mono_now(), wall_now()), seconds{1}) << "it is asked again later";
  db.exec("ALTER TABLE hidden RENAME TO price_bars").value();
  line.upload->start();
  line.upload->stop(mono_now() + seconds{20});
  EXPECT_EQ(all_bars(*line.store, "A").size(), 2U);
}

TEST(StoreLoop, a_refusal_is_told_once_and_shown_until_it_is_over) {
  Line line;
  std::vector<std::string> log;
  StoreLoop loop(*line.uploader, *line.second, line.bell, {},
                 [&](LogLevel, std::string_view, std::string text) { log.push_back(std::move(text)); });
  MonoTime now = mono_now();
  loop.step(now, wall_now());
  auto db = sqlite::Database::open(line.folder.path() / "bars.db", sqlite::Access::read_write).value();
  db.exec("ALTER TABLE price_bars RENAME TO hidden").value();
  line.journal->append(std::vector<Event>{bar("A", minute())}, wall_now()).value();
  EXPECT_GT(loop.step(now, wall_now()).count(), 0);
  now += seconds{60};
  EXPECT_GT(loop.step(now, wall_now()).count(), 0);
  EXPECT_EQ(log.size(), 1U);
  EXPECT_NE(loop.last_error(), "");
  EXPECT_NE(loop.down_since_nanos(), 0);
  db.exec("ALTER TABLE hidden RENAME TO price_bars").value();
  EXPECT_EQ(loop.step(now + seconds{60}, wall_now()).count(), 0);
  EXPECT_EQ(loop.last_error(), "");
  EXPECT_EQ(loop.down_since_nanos(), 0);
}

TEST(StoreLoop, what_is_not_in_the_store_is_a_warning_and_no_news_among_others) {
  Line line;
  std::vector<LogLevel> levels;
  StoreLoop loop(*line.uploader, *line.second, line.bell, {},
                 [&](LogLevel level, std::string_view, const std::string&) { levels.push_back(level); });
  Bar sick = bar("SICK", minute());
  std::swap(sick.high, sick.low);
  line.journal->append(std::vector<Event>{bar("A", minute()), sick}, wall_now()).value();
  EXPECT_EQ(loop.step(mono_now(), wall_now()).count(), 0) << "moved";
  EXPECT_EQ(levels, std::vector{LogLevel::warn});
}

/// A journal on a disk that fails at one of the calls, for good: what succeeds after that proves nothing.
class JournalOnBadDisk : public Journal {
 public:
  JournalOnBadDisk(Journal& good, int fails_at) : good_(good), fails_at_(fails_at) {}

  StoreResult<WriteReport> write(std::span<const Event> events, UnixNanos now) override {
    return asked<WriteReport>([&] { return good_.write(events, now); });
  }
  StoreResult<std::uint64_t> append(std::span<const Event> events, UnixNanos now) override {
    return asked<std::uint64_t>([&] { return good_.append(events, now); });
  }
  StoreResult<std::vector<NumberedEvent>> read_after(std::uint64_t sequence, std::size_t limit) override {
    return asked<std::vector<NumberedEvent>>([&] { return good_.read_after(sequence, limit); });
  }
  StoreResult<std::vector<NumberedEvent>> read_others_after(std::uint64_t sequence, std::size_t limit) override {
    return asked<std::vector<NumberedEvent>>([&] { return good_.read_others_after(sequence, limit); });
  }
  StoreResult<void> acknowledge(std::uint64_t sequence) override {
    return asked<void>([&] { return good_.acknowledge(sequence); });
  }
  StoreResult<std::uint64_t> acknowledged() override {
    return asked<std::uint64_t>([&] { return good_.acknowledged(); });
  }
  StoreResult<Rewound> rewind(std::optional<std::uint64_t> stored) override {
    return asked<Rewound>([&] { return good_.rewind(stored); });
  }
  StoreResult<std::uint64_t> prune(UnixNanos older_than) override {
    return asked<std::uint64_t>([&] { return good_.prune(older_than); });
  }
  StoreResult<void> set_aside(const NumberedEvent& event, std::string_view reason, UnixNanos now) override {
    return asked<void>([&] { return good_.set_aside(event, reason, now); });
  }
  StoreResult<JournalStats> stats() override {
    return asked<JournalStats>([&] { return good_.stats(); });
  }

  int calls = 0;

 private:
  template <class T, class Ask>
  StoreResult<T> asked(const Ask& ask) {
    if (++calls == fails_at_) return StoreError{StoreErrorClass::damaged, "the journal's disk failed."};
    return ask();
  }

  Journal& good_;
  const int fails_at_;
};

/// A bar, one that no store takes, an alert; then the bars' table is away, and comes back. How many calls the
/// journal had, and what ended the process.
struct Journey {
  explicit Journey(int fails_at) {
    Line line;
    JournalOnBadDisk disk(*line.second, fails_at);
    Uploader uploader(disk, *line.store, UploaderOptions{}, [] { return 0.0; });
    StoreLoop loop(uploader, disk, line.bell, {}, kQuiet, {},
                   [&](const std::string& why) { ends.push_back(why); });
    auto db = sqlite::Database::open(line.folder.path() / "bars.db", sqlite::Access::read_write).value();
    Bar sick = bar("SICK", minute());
    std::swap(sick.high, sick.low);
    MonoTime now = mono_now();
    const auto turns = [&] {
      for (int i = 0; i != 3; ++i) loop.step(now += seconds{61}, wall_now());
    };
    line.journal->append(std::vector<Event>{bar("A", minute()), sick, alert("A", at(1))}, wall_now()).value();
    turns();
    db.exec("ALTER TABLE price_bars RENAME TO hidden").value();
    line.journal->append(std::vector<Event>{bar("A", minute(1)), alert("A", at(2))}, wall_now()).value();
    turns();
    db.exec("ALTER TABLE hidden RENAME TO price_bars").value();
    turns();
    calls = disk.calls;
    bars = all_bars(*line.store, "A").size();
  }

  std::vector<std::string> ends;
  int calls = 0;
  std::size_t bars = 0;
};

TEST(StoreLoop, whatever_the_journals_disk_fails_at_ends_the_process_and_nothing_is_tried_again) {
  const Journey whole(0);
  ASSERT_TRUE(whole.ends.empty());
  ASSERT_EQ(whole.bars, 2U);
  ASSERT_GT(whole.calls, 30);
  for (int fails_at = 1; fails_at <= whole.calls; ++fails_at) {
    SCOPED_TRACE("call " + std::to_string(fails_at));
    const Journey cut(fails_at);
    EXPECT_EQ(cut.ends, std::vector<std::string>{
                            "the journal's disk failed. Ending: the next start salvages what is whole."});
    EXPECT_EQ(cut.calls, fails_at);
  }
}

TEST(JournalLoop, T032_with_sqlite_a_row_left_out_is_counted_and_stands_in_event_log) {
  Line line;
  JournalLoop direct{line.queue, *line.store, RowTime::committed, line.taken, line.bell, kQuiet, mono_now()};
  Bar sick = bar("SICK", minute());
  std::swap(sick.high, sick.low);
  line.queue.push({{bar("A", minute()), sick}, mono_now()});
  ASSERT_TRUE(turn(direct));
  EXPECT_EQ(direct.status().failures[static_cast<std::size_t>(StoreErrorClass::poison)].get(), 1U);
  auto db = sqlite::Database::open(line.folder.path() / "bars.db", sqlite::Access::read_write).value();
  EXPECT_EQ(db.scalar("SELECT count(*) FROM price_bars").value(), 1);
  EXPECT_EQ(db.scalar("SELECT count(*) FROM event_log WHERE kind = 'poison' AND symbol = 'SICK'").value(), 1);
}

/// Leaves the first row out, and cannot write what it then is told.
struct FailsAfterwards : EventSink {
  StoreResult<WriteReport> write(std::span<const Event>, UnixNanos) override {
    if (++writes == 2) return StoreError{StoreErrorClass::damaged, "the disk failed."};
    WriteReport report;
    report.poison.push_back({0, "no"});
    return report;
  }
  int writes = 0;
};

TEST(JournalLoop, a_disk_that_fails_under_the_note_of_a_row_left_out_ends_the_process_too) {
  FailsAfterwards sink;
  EventQueue queue{4};
  Doorbell taken, bell;
  std::vector<std::string> ends;
  JournalLoop loop{queue, sink,   RowTime::committed, taken,
                   bell,  kQuiet, mono_now(),         [&](const std::string& why) { ends.push_back(why); }};
  for (int i = 0; i != 2; ++i) queue.push({{bar("A", minute(i))}, mono_now()});
  turn(loop);
  turn(loop);
  EXPECT_EQ(ends.size(), 1U);
  EXPECT_FALSE(loop.status().up.load());
  EXPECT_EQ(sink.writes, 2) << "nothing is tried again";
}

}  // namespace
}  // namespace tickbard::test
