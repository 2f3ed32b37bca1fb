// The uploader between two SQLite files; with a server that goes away: postgres_outage_test.cpp.
#include "sinks/uploader.hpp"

#include <gtest/gtest.h>

#include "sinks/sqlite.hpp"
#include "tests/sinks/builders.hpp"

namespace tickbard::test {
namespace {

Bar sick_bar() {
  Bar sick = bar("SICK", minute());
  std::swap(sick.high, sick.low);
  return sick;
}

class UploaderTest : public ::testing::Test {
 protected:
  void SetUp() override {
    journal_ = Journal::open(folder_.path() / "journal.db", at(0)).value().journal;
    store_ = open_store("sqlite:bars.db", folder_.path(), OpenMode::read_write).value();
    renew(UploaderOptions{});
  }
  void renew(UploaderOptions options) {
    uploader_ = std::make_unique<Uploader>(*journal_, *store_, options, [] { return 0.0; });
  }
  Uploader::Step step() { return uploader_->step(now_, at(0)); }

  std::int64_t number(const std::string& file, const std::string& sql) {
    return sqlite::Database::open(folder_.path() / file, sqlite::Access::read_write).value().scalar(sql).value();
  }
  std::uint64_t failures(StoreErrorClass cls) {
    return uploader_->status().failures[static_cast<std::size_t>(cls)].get();
  }
  void change_store(const std::string& sql) {
    sqlite::Database::open(folder_.path() / "bars.db", sqlite::Access::read_write).value().exec(sql).value();
  }

  TempFolder folder_;
  std::unique_ptr<Journal> journal_;
  std::unique_ptr<Store> store_;
  std::unique_ptr<Uploader> uploader_;
  MonoTime now_{std::chrono::hours{1}};
};

TEST_F(UploaderTest, it_moves_what_is_new_and_is_idle_then) {
  EXPECT_EQ(step().outcome, Uploader::Outcome::idle);  // the schema is there now
  const std::vector<Event> events{bar("A", minute(3)), bar("A", minute(1)), alert("A", at(1))};
  journal_->append(events, at(1)).value();
  const Uploader::Step moved = step();
  EXPECT_EQ(moved.outcome, Uploader::Outcome::moved);
  EXPECT_EQ(moved.events, 3U);
  EXPECT_EQ(moved.oldest_bar, minute(1));
  EXPECT_EQ(moved.newest_bar, minute(3));
  EXPECT_EQ(moved.oldest_bar_at, at(1));
  EXPECT_EQ(moved.sentence, "");
  EXPECT_EQ(step().outcome, Uploader::Outcome::idle);
  EXPECT_EQ(all_bars(*store_, "A").size(), 2U);
  EXPECT_EQ(journal_->acknowledged().value(), 3U);
}

TEST_F(UploaderTest, batches_are_bounded_and_every_revision_ends_as_the_latest) {
  UploaderOptions options;
  options.batch = 4;
  renew(options);
  std::vector<Event> events;
  for (std::uint32_t revision = 1; revision <= 10; ++revision) events.push_back(bar("A", minute(), revision));
  journal_->append(events, at(0)).value();
  std::vector<std::size_t> sizes;
  for (Uploader::Step s = step(); s.outcome == Uploader::Outcome::moved; s = step()) sizes.push_back(s.events);
  EXPECT_EQ(sizes, (std::vector<std::size_t>{4, 4, 2}));
  EXPECT_EQ(all_bars(*store_, "A").at(0).revision, 10U);
}

TEST_F(UploaderTest, a_restart_goes_on_where_the_acknowledged_number_says) {
  journal_->append(std::vector<Event>{bar("A", minute(0))}, at(0)).value();
  step();
  journal_->append(std::vector<Event>{bar("A", minute(1))}, at(0)).value();
  renew(UploaderOptions{});
  EXPECT_EQ(step().events, 1U);
}

TEST_F(UploaderTest, T032_a_poison_row_is_set_aside_told_and_logged_and_the_rest_goes_on) {
  const std::vector<Event> events{bar("A", minute()), sick_bar(), bar("B", minute())};
  journal_->append(events, at(0)).value();
  const Uploader::Step moved = step();
  EXPECT_EQ(moved.outcome, Uploader::Outcome::moved);
  EXPECT_NE(moved.sentence.find("1 rows were refused"), std::string::npos) << moved.sentence;
  EXPECT_EQ(failures(StoreErrorClass::poison), 1U) << "what the alert rule on refused rows reads";
  EXPECT_EQ(number("bars.db", "SELECT count(*) FROM price_bars"), 2);
  EXPECT_EQ(number("journal.db", "SELECT seq FROM journal_poison"), 2);
  EXPECT_EQ(number("bars.db", "SELECT count(*) FROM event_log WHERE kind = 'poison' AND symbol = 'SICK'"), 1);
  EXPECT_EQ(step().outcome, Uploader::Outcome::idle);
}

TEST_F(UploaderTest, a_row_of_the_journal_that_cannot_be_read_is_set_aside_and_the_rest_goes_on) {
  const std::vector<Event> events{bar("A", minute()), alert("B", at(1)), sick_bar(), alert("C", at(2))};
  journal_->append(events, at(0)).value();
  sqlite::Database::open(folder_.path() / "journal.db", sqlite::Access::read_write)
      .value()
      .exec("UPDATE journal_events SET body = '{half a' WHERE seq = 2")
      .value();
  const Uploader::Step moved = step();
  EXPECT_EQ(moved.outcome, Uploader::Outcome::moved) << moved.sentence;
  EXPECT_NE(moved.sentence.find("2 rows"), std::string::npos) << moved.sentence;
  EXPECT_EQ(number("bars.db", "SELECT count(*) FROM price_bars"), 1);
  EXPECT_EQ(number("bars.db", "SELECT count(*) FROM screener_alerts WHERE symbol = 'C'"), 1);
  EXPECT_EQ(number("journal.db", "SELECT count(*) FROM journal_poison WHERE seq = 2 AND body = '{half a'"), 1);
  EXPECT_EQ(number("journal.db", "SELECT count(*) FROM journal_poison WHERE seq = 3"), 1)
      << "places did not shift";
  EXPECT_EQ(number("bars.db", "SELECT count(*) FROM event_log WHERE kind = 'poison'"), 2);
  EXPECT_EQ(failures(StoreErrorClass::poison), 2U);
  EXPECT_EQ(step().outcome, Uploader::Outcome::idle);
}

TEST_F(UploaderTest, with_nothing_to_write_the_store_is_asked_once_a_minute_whether_it_answers) {
  step();
  ASSERT_EQ(uploader_->status().up.get(), 1U);
  change_store(
      "INSERT INTO schema_migrations SELECT 9999, '9999_new.sqlite.sql', sha256, applied_at "
      "FROM schema_migrations LIMIT 1");
  now_ += std::chrono::seconds{59};
  EXPECT_EQ(step().outcome, Uploader::Outcome::idle) << "not asked yet";
  now_ += std::chrono::seconds{1};
  EXPECT_EQ(step().outcome, Uploader::Outcome::waiting);
  EXPECT_EQ(uploader_->status().up.get(), 0U);
  change_store("DELETE FROM schema_migrations WHERE version = 9999");
  now_ += std::chrono::minutes{1};
  EXPECT_EQ(step().outcome, Uploader::Outcome::idle);
  EXPECT_EQ(uploader_->status().up.get(), 1U);
}

TEST_F(UploaderTest, T058_without_the_bars_table_the_others_go_on_and_bars_wait) {
  step();
  change_store("ALTER TABLE price_bars RENAME TO hidden");
  for (int i = 0; i < 3; ++i) {
    const std::vector<Event> events{bar("A", minute(i)), alert("A", at(i))};
    journal_->append(events, at(i)).value();
    const Uploader::Step waiting = step();
    ASSERT_EQ(waiting.outcome, Uploader::Outcome::waiting);
    EXPECT_EQ(waiting.next - now_, std::chrono::seconds{60});
    EXPECT_EQ(waiting.sentence.empty(), i > 0);
    EXPECT_EQ(number("bars.db", "SELECT count(*) FROM screener_alerts"), i + 1);
    now_ = waiting.next;
  }
  EXPECT_EQ(journal_->acknowledged().value(), 0U);
  change_store("ALTER TABLE hidden RENAME TO price_bars");
  EXPECT_EQ(step().events, 6U);
  EXPECT_EQ(number("bars.db", "SELECT count(*) FROM price_bars"), 3);
  EXPECT_EQ(number("bars.db", "SELECT count(*) FROM screener_alerts"), 3);
}

// --- A store that lost what it had acknowledged
// ---------------------------------------------------------------------------------------------------------

std::vector<Event> bars_of(int first, int n) {
  std::vector<Event> events;
  for (int i = 0; i != n; ++i) events.push_back(bar("A", minute(first + i)));
  return events;
}

class StoreBehindTest : public UploaderTest {
 protected:
  void SetUp() override {
    UploaderTest::SetUp();
    options_.instance = "this";
    options_.feeds = {"us", "crypto"};
    renew(options_);
  }
  void drain() {
    for (Uploader::Step s = step(); s.outcome != Uploader::Outcome::idle; s = step()) {
      ASSERT_EQ(s.outcome, Uploader::Outcome::moved) << s.sentence;
      told_ += s.sentence;
      lost_ = lost_ || s.is_loss;
    }
  }
  std::filesystem::path store_file() const { return folder_.path() / "bars.db"; }
  void back_up() {
    change_store("PRAGMA wal_checkpoint(TRUNCATE)");
    std::filesystem::copy_file(store_file(), folder_.path() / "backup.db");
  }
  /// As after a fail-over to a standby that missed the last commits.
  void restore() {
    uploader_.reset();
    store_.reset();
    for (const char* part : {"", "-wal", "-shm"}) std::filesystem::remove(store_file().string() + part);
    std::filesystem::copy_file(folder_.path() / "backup.db", store_file());
    store_ = open_store("sqlite:bars.db", folder_.path(), OpenMode::read_write).value();
    renew(options_);
  }
  std::string gaps() {
    std::string out;
    for (const StoredGap& row : store_->gaps(at(-10'000), at(100'000), 10).value()) {
      out += row.gap.feed + " " + std::string(name_of(row.gap.reason)) + "; ";
    }
    return out;
  }

  UploaderOptions options_;
  std::string told_;
  bool lost_ = false;
};

TEST_F(StoreBehindTest, what_a_store_lost_again_is_sent_again) {
  journal_->append(bars_of(0, 10), at(600)).value();
  drain();
  back_up();
  journal_->append(bars_of(10, 10), at(1200)).value();
  drain();
  restore();
  drain();
  EXPECT_EQ(all_bars(*store_, "A").size(), 20U);
  EXPECT_NE(told_.find("holds this journal up to number 10 only"), std::string::npos) << told_;
  EXPECT_NE(told_.find("10 events that are still kept are stored again."), std::string::npos) << told_;
  EXPECT_EQ(gaps(), "") << "nothing is missing";
  EXPECT_FALSE(lost_);
  EXPECT_EQ(store_->upload_mark("this").value()->sequence, 20U);
  EXPECT_EQ(journal_->stats().value().pending, 0U);
}

TEST_F(StoreBehindTest, what_is_not_kept_any_more_is_said_and_is_a_gap_of_every_feed) {
  journal_->append(bars_of(0, 10), at(600)).value();
  drain();
  back_up();
  journal_->append(bars_of(10, 10), at(1200)).value();
  journal_->append(bars_of(20, 10), at(5000)).value();
  drain();
  ASSERT_EQ(journal_->prune(at(2000)).value(), 20U);
  restore();
  drain();
  EXPECT_EQ(all_bars(*store_, "A").size(), 20U) << "minutes 0 to 9 and 20 to 29";
  EXPECT_NE(told_.find("10 are not kept any more and are missing there"), std::string::npos) << told_;
  EXPECT_TRUE(lost_) << "this is no news among others";
  EXPECT_EQ(gaps(), "crypto store_behind; us store_behind; ");
  EXPECT_EQ(number("bars.db", "SELECT count(*) FROM event_log WHERE kind = 'store_behind'"), 1);
  told_.clear();
  renew(options_);  // a new contact
  drain();
  EXPECT_EQ(told_, "") << "once";
}

TEST_F(StoreBehindTest, a_store_that_never_saw_this_journal_gets_all_that_is_kept) {
  journal_->append(bars_of(0, 10), at(600)).value();
  drain();
  uploader_.reset();
  store_ = open_store("sqlite:another.db", folder_.path(), OpenMode::read_write).value();
  renew(options_);
  drain();
  EXPECT_EQ(all_bars(*store_, "A").size(), 10U);
  EXPECT_EQ(gaps(), "") << "what it should have had nobody knows";
}

TEST_F(StoreBehindTest, numbers_that_the_store_knows_and_the_journal_lost_are_not_used_again) {
  journal_->append(bars_of(0, 10), at(600)).value();
  drain();
  store_->write_marked({}, {"this", 25, {}}, at(700)).value();  // its last 15 went with the end of a file
  renew(options_);
  drain();
  EXPECT_EQ(journal_->append(bars_of(10, 1), at(1200)).value(), 26U);
  EXPECT_EQ(journal_->stats().value().pending, 1U);
  drain();
  EXPECT_EQ(all_bars(*store_, "A").size(), 11U);
}

TEST_F(StoreBehindTest, what_waits_below_a_number_that_the_store_knows_is_stored_all_the_same) {
  journal_->append(bars_of(0, 10), at(600)).value();
  drain();
  store_->write_marked({}, {"this", 164, {}}, at(700)).value();  // of rows that went with the log
  journal_->append(bars_of(10, 10), at(1200)).value();           // under numbers that mean something else there
  renew(options_);
  EXPECT_EQ(journal_->stats().value().pending, 10U);
  drain();
  EXPECT_EQ(all_bars(*store_, "A").size(), 20U);
  EXPECT_EQ(journal_->append(bars_of(20, 1), at(1300)).value(), 165U);
  drain();
  EXPECT_EQ(all_bars(*store_, "A").size(), 21U);
}

TEST_F(StoreBehindTest, a_commit_whose_answer_was_lost_is_stored_again_and_told_to_nobody) {
  journal_->append(bars_of(0, 10), at(600)).value();
  step();
  journal_->append(bars_of(10, 10), at(1200)).value();
  store_->write_marked(bars_of(10, 10), {"this", 20, {}}, at(1200)).value();
  renew(options_);
  drain();
  EXPECT_EQ(told_, "");
  EXPECT_EQ(all_bars(*store_, "A").size(), 20U);
}

}  // namespace
}  // namespace tickbard::test
