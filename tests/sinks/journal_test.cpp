#include "sinks/journal.hpp"

#include <gtest/gtest.h>

#include "sinks/event_json.hpp"
#include "sinks/journal_table.hpp"
#include "sinks/number_reserve.hpp"
#include "sinks/sqlite.hpp"
#include "tests/sinks/builders.hpp"

namespace tickbard::test {
namespace {

class JournalTest : public ::testing::Test {
 protected:
  std::filesystem::path file() const { return folder_.path() / "journal.db"; }
  OpenedJournal open() { return Journal::open(file(), at(0)).value(); }

  TempFolder folder_;
};

std::vector<Event> bars(int n, int first_minute = 0) {
  std::vector<Event> events;
  for (int i = 0; i < n; ++i) events.push_back(bar("A", minute(first_minute + i)));
  return events;
}

TEST_F(JournalTest, events_are_numbered_from_one_without_holes_and_come_back_exactly) {
  const auto journal = open().journal;
  Bar big = bar("BIG", minute());
  big.volume.raw = (static_cast<Int128>(INT64_MAX) + 5) * 3;
  big.open.raw = INT64_MAX - 1;
  big.vwap.reset();
  big.quality = 31;
  const std::vector<Event> events{
      bar("A", minute()),
      big,
      alert("A", at(1, 5)),
      Gap{"us", at(1), {}, LostReason::silent},
      LogEntry{at(1), "us", "late", "A", "detail"},
      ResumePoint{"us", "A", at(1), UINT64_MAX},
      Instrument{symbol("A"), "xnys", "us"},
      SessionPrint{symbol("A"), SessionDate{std::chrono::year{2026} / 11 / 20}, PrintRole::official_close,
                   price("10.02"), Size{5}, at(2), "12", TradeId{9}},
      WithdrawnPrint{symbol("A"), SessionDate{std::chrono::year{2026} / 11 / 20}, "12", TradeId{9}}};
  EXPECT_EQ(journal->append(events, at(70)).value(), 9U);
  const auto read = journal->read_after(0, 100).value();
  ASSERT_EQ(read.size(), events.size());
  for (std::size_t i = 0; i < read.size(); ++i) {
    EXPECT_EQ(read[i].sequence, i + 1);
    EXPECT_EQ(read[i].at, at(70));
    EXPECT_EQ(event_to_json(read[i].event), event_to_json(events[i]));
  }
  EXPECT_EQ(std::get<Bar>(read[1].event), big);
}

TEST_F(JournalTest, as_a_sink_it_counts_what_it_took) {
  const auto journal = open().journal;
  std::vector<Event> events = bars(3);
  events.push_back(alert("A", at(1)));
  const WriteReport report = journal->write(events, at(0)).value();
  EXPECT_EQ(report.bars, 3U);
  EXPECT_EQ(report.others, 1U);
  EXPECT_EQ(journal->append({}, at(0)).value(), 0U);
}

TEST_F(JournalTest, reading_goes_on_after_a_number_and_is_bounded) {
  const auto journal = open().journal;
  journal->append(bars(10), at(0)).value();
  const auto some = journal->read_after(4, 3).value();
  ASSERT_EQ(some.size(), 3U);
  EXPECT_EQ(some.front().sequence, 5U);
  EXPECT_TRUE(journal->read_after(10, 3).value().empty());
}

TEST_F(JournalTest, others_are_read_without_bars) {
  const auto journal = open().journal;
  std::vector<Event> events = bars(3);
  events.insert(events.begin() + 1, alert("A", at(1)));
  journal->append(events, at(0)).value();
  const auto others = journal->read_others_after(0, 10).value();
  ASSERT_EQ(others.size(), 1U);
  EXPECT_EQ(others[0].sequence, 2U);
}

TEST_F(JournalTest, numbers_go_on_after_a_restart) {
  open().journal->append(bars(3), at(0)).value();
  const auto again = open();
  EXPECT_EQ(again.notice, "");
  EXPECT_EQ(again.journal->append(bars(1), at(1)).value(), 4U);
}

TEST_F(JournalTest, the_acknowledged_number_is_kept_and_never_goes_back) {
  open().journal->append(bars(5), at(0)).value();
  open().journal->acknowledge(4).value();
  const auto journal = open().journal;
  journal->acknowledge(2).value();
  EXPECT_EQ(journal->acknowledged().value(), 4U);
}

TEST_F(JournalTest, the_uploaders_object_sees_what_the_writers_commits) {
  const auto writer = open().journal;
  const auto reader = Journal::attach(file()).value();
  writer->append(bars(2), at(0)).value();
  EXPECT_EQ(reader->read_after(0, 10).value().size(), 2U);
  reader->acknowledge(2).value();
  EXPECT_EQ(writer->acknowledged().value(), 2U);
  EXPECT_EQ(writer->append(bars(1), at(1)).value(), 3U);
}

TEST_F(JournalTest, only_what_is_stored_and_old_is_pruned) {
  const auto journal = open().journal;
  journal->append(bars(3), at(0)).value();
  journal->append(bars(3), at(100)).value();
  EXPECT_EQ(journal->prune(at(1000)).value(), 0U);  // nothing acknowledged
  journal->acknowledge(4).value();
  EXPECT_EQ(journal->prune(at(50)).value(), 3U);
  EXPECT_EQ(journal->prune(at(1000)).value(), 1U);  // 5 and 6 are not stored yet
  EXPECT_EQ(journal->read_after(0, 10).value().front().sequence, 5U);
}

TEST_F(JournalTest, numbers_are_not_used_again_after_everything_was_pruned) {
  {
    const auto journal = open().journal;
    journal->append(bars(3), at(0)).value();
    journal->acknowledge(3).value();
    EXPECT_EQ(journal->prune(at(1000)).value(), 3U);
    EXPECT_TRUE(journal->read_after(0, 1).value().empty());
  }
  EXPECT_EQ(open().journal->append(bars(1), at(0)).value(), 4U);
}

TEST_F(JournalTest, a_clock_set_back_leaves_no_hole_in_the_numbers) {
  const auto journal = open().journal;
  journal->append(bars(1), at(500)).value();
  journal->append(bars(1), at(0)).value();  // the clock was set back
  journal->acknowledge(2).value();
  EXPECT_EQ(journal->prune(at(100)).value(), 0U);  // the second waits for the first
  EXPECT_EQ(journal->prune(at(501)).value(), 2U);
}

TEST_F(JournalTest, stats_tell_what_waits) {
  const auto journal = open().journal;
  EXPECT_FALSE(journal->stats().value().oldest_pending.has_value());
  journal->append(bars(3), at(10)).value();
  journal->append(bars(2), at(20)).value();
  journal->acknowledge(3).value();
  const JournalStats stats = journal->stats().value();
  EXPECT_EQ(stats.pending, 2U);
  EXPECT_EQ(stats.oldest_pending, at(20));
}

TEST_F(JournalTest, what_was_set_aside_can_be_set_aside_again) {
  const auto journal = open().journal;
  journal->append(bars(1), at(0)).value();
  const auto read = journal->read_after(0, 1).value();
  journal->set_aside(read[0], "no", at(1)).value();
  EXPECT_TRUE(journal->set_aside(read[0], "still no", at(2)).has_value());
}

// --- Damage
// --------------------------------------------------------------------------------------------------------

TEST_F(JournalTest, a_file_that_is_no_database_is_moved_away_and_said) {
  std::ofstream(file()) << std::string(5000, 'x');
  const OpenedJournal opened = open();
  EXPECT_NE(opened.notice.find("damaged"), std::string::npos) << opened.notice;
  EXPECT_NE(opened.notice.find("journal.db.corrupt.2026-11-20T143000Z"), std::string::npos) << opened.notice;
  EXPECT_EQ(std::filesystem::file_size(file().string() + ".corrupt.2026-11-20T143000Z"), 5000U);
  EXPECT_EQ(opened.journal->append(bars(1), at(0)).value(), 2U) << "after the entry of event_log about it";
}

TEST_F(JournalTest, after_damage_whole_rows_go_on_and_numbers_begin_above_all_that_were_used) {
  std::uint64_t last = 0;
  {
    const auto journal = open().journal;
    last = journal->append(bars(3000), at(0)).value();
  }
  {
    // Overwrite the middle of the file: pages of the table are gone.
    std::fstream bytes(file(), std::ios::in | std::ios::out | std::ios::binary);
    bytes.seekp(16'384);
    bytes << std::string(60'000, '\x5A');
  }
  const OpenedJournal opened = open();
  EXPECT_NE(opened.notice, "");
  const JournalStats stats = opened.journal->stats().value();
  EXPECT_GT(stats.lost, 300U);
  EXPECT_EQ(stats.pending + stats.lost, 3000U + 1U) << "with the entry of event_log about it";
  EXPECT_GT(opened.journal->append(bars(1), at(1)).value(), last);
}

TEST_F(JournalTest, a_second_damage_keeps_the_first_file) {
  for (int i = 1; i <= 2; ++i) {
    std::ofstream(file(), std::ios::trunc) << std::string(5000, 'x');
    std::filesystem::remove(file().string() + "-wal");
    open();
    EXPECT_TRUE(std::filesystem::exists(file().string() + ".corrupt.2026-11-20T143000Z" + (i == 1 ? "" : "-2")));
  }
}

TEST_F(JournalTest, a_deleted_journal_does_not_give_numbers_again) {
  const std::uint64_t last = open().journal->append(bars(3), at(0)).value();
  for (const char* part : {"", "-wal", "-shm"}) std::filesystem::remove(file().string() + part);
  EXPECT_GT(open().journal->append(bars(1), at(0)).value(), last);
}

TEST_F(JournalTest, a_journal_of_a_newer_tickbard_is_refused) {
  open();
  {
    auto newer = sqlite::Database::open(file(), sqlite::Access::read_write).value();
    newer.exec("PRAGMA user_version = 7").value();
    journal_table::raise(newer, "version", 7).value();
  }
  const auto opened = Journal::open(file(), at(0));
  ASSERT_FALSE(opened.has_value());
  EXPECT_EQ(opened.error().cls, StoreErrorClass::schema);
  EXPECT_NE(opened.error().text.find("version 7"), std::string::npos) << opened.error().text;
}

TEST_F(JournalTest, a_missing_folder_is_a_sentence) {
  const auto opened = Journal::open(folder_.path() / "none" / "journal.db", at(0));
  ASSERT_FALSE(opened.has_value());
  EXPECT_NE(opened.error().text.find("state_dir"), std::string::npos) << opened.error().text;
}

TEST(NumberReserve, the_bound_is_kept_ahead_of_every_number) {
  const TempFolder folder;
  const auto file = folder.path() / "numbers";
  {
    NumberReserve reserve(file);
    EXPECT_EQ(reserve.bound(), 0U);
    reserve.cover(1).value();
    EXPECT_EQ(reserve.bound(), 1 + NumberReserve::kStride);
    reserve.cover(NumberReserve::kStride).value();
    EXPECT_EQ(reserve.bound(), 1 + NumberReserve::kStride);  // nothing to do
  }
  EXPECT_EQ(NumberReserve(file).bound(), 1 + NumberReserve::kStride);
}

TEST(NumberReserve, a_folder_that_is_gone_is_an_error) {
  NumberReserve reserve("/nonexistent/folder/numbers");
  const auto refused = reserve.cover(1);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(reserve.bound(), 0U);
}

}  // namespace
}  // namespace tickbard::test
