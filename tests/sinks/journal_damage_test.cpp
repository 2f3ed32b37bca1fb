// A journal's files cut off anywhere, with bits flipped, of an older layout: it opens, gives back every event
// that is whole and no other, and counts the rest. TICKBARD_EVERY_BYTE=1 cuts at every byte of the last pages, not
// at every 23rd and 17th.
#include <gtest/gtest.h>

#include <map>
#include <random>

#include "sinks/event_json.hpp"
#include "sinks/journal.hpp"
#include "sinks/sqlite.hpp"
#include "tests/sinks/builders.hpp"

namespace tickbard::test {
namespace {

constexpr const char* kParts[] = {"", "-wal"};

/// The bytes of a journal's files while no process is at them.
using Image = std::map<std::string, std::string>;

std::size_t stride(std::size_t usual) {
  return std::getenv("TICKBARD_EVERY_BYTE") == nullptr ? usual : 1;
}

bool same(const Event& a, const Event& b) {
  const Bar* bar = std::get_if<Bar>(&a);
  if (bar != nullptr) return std::holds_alternative<Bar>(b) && *bar == std::get<Bar>(b);
  return event_to_json(a) == event_to_json(b);
}

class JournalDamageTest : public ::testing::Test {
 protected:
  std::filesystem::path file() const { return folder_.path() / "journal.db"; }
  std::filesystem::path aside() const { return file().string() + ".corrupt.2026-11-20T143000Z"; }

  Image take() const {
    Image image;
    for (const char* part : kParts) {
      std::ifstream in(file().string() + part, std::ios::binary);
      if (in) image[part] = {std::istreambuf_iterator<char>(in), {}};
    }
    return image;
  }
  /// Nothing is left but these files and the bound of the numbers.
  void put(const Image& image) const {
    for (const auto& entry : std::filesystem::directory_iterator(folder_.path())) {
      if (entry.path().extension() != ".numbers") std::filesystem::remove(entry.path());
    }
    for (const auto& [part, bytes] : image) std::ofstream(file().string() + part, std::ios::binary) << bytes;
  }

  /// A journal of minutes with some symbols each, `acknowledged` events of them in the store, as kill -9 leaves
  /// it. With `folded` it ended in good order: all is in the one file.
  Image fill(int minutes, std::uint64_t acknowledged, bool folded) {
    auto journal = Journal::open(file(), at(0)).value().journal;
    for (int m = 0; m != minutes; ++m) {
      std::vector<Event> events;
      for (int i = 0; i != 6; ++i) events.push_back(bar("S" + std::to_string(i), minute(m)));
      events.push_back(
          LogEntry{at(60 * m), "us", "late", "S1", std::string(static_cast<std::size_t>(m) * 10, 'x')});
      journal->append(events, at(60 * m + 62)).value();
      if (m == minutes / 2 && acknowledged != 0) journal->acknowledge(acknowledged).value();
    }
    written_ = {};
    for (const NumberedEvent& event : journal->read_after(0, 100'000).value()) {
      written_[event.sequence] = event.event;
    }
    if (folded) journal.reset();
    Image image = take();
    journal.reset();
    return image;
  }

  struct Opened {
    std::size_t whole = 0;           ///< of the events that were written
    std::size_t unacknowledged = 0;  ///< of those, above the acknowledged number
    std::uint64_t lost = 0;
    std::vector<Gap> gaps;
    std::string notice;
  };
  /// Opens it and looks at everything in it; fails on an event that was never written.
  Opened open_and_check(const std::string& what) {
    Opened out;
    const std::vector<std::string> feeds{"us"};
    auto opened = Journal::open(file(), at(0), feeds);
    if (!opened) {
      ADD_FAILURE() << what << ": " << opened.error().text;
      return out;
    }
    out.notice = opened->notice;
    const std::uint64_t acknowledged = opened->journal->acknowledged().value();
    for (const NumberedEvent& event : opened->journal->read_after(0, 100'000).value()) {
      if (event.unreadable) {
        ADD_FAILURE() << what << ": event " << event.sequence << " was handed on unread";
      } else if (const auto known = written_.find(event.sequence); known != written_.end()) {
        EXPECT_TRUE(same(event.event, known->second)) << what << ": event " << event.sequence;
        ++out.whole;
        if (event.sequence > acknowledged) ++out.unacknowledged;
      } else if (const Gap* gap = std::get_if<Gap>(&event.event)) {
        out.gaps.push_back(*gap);
      } else {
        const LogEntry* entry = std::get_if<LogEntry>(&event.event);
        EXPECT_TRUE(entry != nullptr && entry->kind == "journal_damaged") << what;
      }
    }
    const JournalStats stats = opened->journal->stats().value();
    out.lost = stats.lost;
    // It works: a new event waits with the others to be stored.
    const std::uint64_t next = opened->journal->append(std::vector<Event>{bar("NEW", minute(900))}, at(0)).value();
    EXPECT_TRUE(out.notice.empty() || !written_.contains(next)) << what;
    EXPECT_EQ(opened->journal->stats().value().pending, stats.pending + 1) << what;
    return out;
  }

  TempFolder folder_{memory_folder()};
  std::map<std::uint64_t, Event> written_;
};

TEST_F(JournalDamageTest, cut_off_anywhere_in_its_last_pages_it_gives_back_what_is_whole_and_counts_the_rest) {
  const Image whole = fill(30, 21, true);
  const std::string& bytes = whole.at("");
  ASSERT_FALSE(whole.contains("-wal"));
  ASSERT_GT(bytes.size(), 7 * 4096U);
  std::size_t before = 0;
  for (std::size_t size = bytes.size() - 3 * 4096; size < bytes.size(); size += stride(23)) {
    put({{"", bytes.substr(0, size)}});
    const std::string what = "cut at " + std::to_string(size);
    const Opened opened = open_and_check(what);
    EXPECT_EQ(opened.unacknowledged + opened.lost, 210U - 21U) << what << ": " << opened.notice;
    EXPECT_GE(opened.whole, before) << what << ": a longer file holds no less";
    before = opened.whole;
    EXPECT_TRUE(std::filesystem::exists(aside())) << what;
    EXPECT_EQ(std::filesystem::file_size(aside()), size) << what << ": kept as it was";
    EXPECT_EQ(opened.gaps.empty(), opened.lost == 0) << what;
    if (HasFailure()) return;
  }
  EXPECT_GT(before, 190U) << "one byte costs one row";
}

TEST_F(JournalDamageTest, its_log_cut_off_anywhere_costs_the_commits_behind_the_cut_and_no_other) {
  const Image whole = fill(8, 0, false);
  const std::string& log = whole.at("-wal");
  ASSERT_GT(log.size(), 8 * 4096U);
  std::size_t before = 0;
  for (std::size_t size = log.size() - 3 * 4120; size < log.size(); size += stride(17)) {
    put({{"", whole.at("")}, {"-wal", log.substr(0, size)}});
    const std::string what = "log cut at " + std::to_string(size);
    const Opened opened = open_and_check(what);
    EXPECT_EQ(opened.notice, "") << what << ": what a kill leaves is no damage";
    EXPECT_GE(opened.whole, before) << what;
    before = opened.whole;
    if (HasFailure()) return;
  }
  EXPECT_EQ(before, 49U) << "all but the last commit";
}

TEST_F(JournalDamageTest, a_flipped_bit_in_the_middle_of_the_log_does_not_take_the_commits_behind_it) {
  const Image whole = fill(40, 7, false);
  std::mt19937 random(7);
  for (int round = 0; round != 60; ++round) {
    Image image = whole;
    std::string& log = image.at("-wal");
    const std::size_t place = 32 + random() % (log.size() - 32 - 4 * 4120);
    log[place] = static_cast<char>(log[place] ^ (1 << (random() % 8)));
    put(image);
    const std::string what = "bit in byte " + std::to_string(place) + " of the log";
    const Opened opened = open_and_check(what);
    EXPECT_EQ(opened.unacknowledged + opened.lost, 280U - 7U) << what << ": " << opened.notice;
    EXPECT_LE(opened.lost, 1U) << what << ": pages are in the log many times";
    if (HasFailure()) return;
  }
}

TEST_F(JournalDamageTest, with_random_flipped_bits_it_gives_back_what_is_whole_and_never_a_wrong_event) {
  const Image whole = fill(30, 21, true);
  for (unsigned seed = 1; seed <= 200; ++seed) {
    std::mt19937 random(seed);
    Image image = whole;
    std::string& bytes = image.at("");
    const unsigned flips = seed % 3 == 0 ? 40 : 1;
    for (unsigned i = 0; i != flips; ++i) {
      // Every other seed in the head and the tables' definitions, where a bit does most.
      const std::size_t place = random() % (seed % 2 == 0 ? 4096 : bytes.size());
      bytes[place] = static_cast<char>(bytes[place] ^ (1 << (random() % 8)));
    }
    put(image);
    const std::string what = "seed " + std::to_string(seed);
    const Opened opened = open_and_check(what);
    EXPECT_LE(opened.lost, flips * 2) << what << ": " << opened.notice;
    if (opened.notice.find("At least") == std::string::npos) {
      EXPECT_EQ(opened.unacknowledged + opened.lost, 210U - 21U) << what << ": " << opened.notice;
    }
    if (HasFailure()) return;
  }
}

TEST_F(JournalDamageTest, a_lost_row_is_a_gap_of_its_minute_of_every_feed_and_an_entry_of_the_log) {
  const Image whole = fill(20, 0, true);
  // The log entry of minute 10, with its 100 letters, is found and broken.
  Image image = whole;
  std::string& bytes = image.at("");
  const std::size_t place = bytes.find('"' + std::string(100, 'x') + '"');
  ASSERT_NE(place, std::string::npos);
  bytes[place + 50] = 'y';
  put(image);
  const std::vector<std::string> feeds{"us", "crypto"};
  const OpenedJournal opened = Journal::open(file(), at(5000), feeds).value();
  EXPECT_NE(opened.notice.find("check sums of 1 rows do not fit"), std::string::npos) << opened.notice;
  EXPECT_NE(opened.notice.find("1 events that the store did not have yet are lost"), std::string::npos);
  std::vector<std::string> names;
  for (const NumberedEvent& event : opened.journal->read_others_after(140, 100).value()) {
    if (const Gap* gap = std::get_if<Gap>(&event.event)) {
      names.push_back(gap->feed);
      EXPECT_EQ(gap->from, minute(10));
      EXPECT_EQ(gap->to, UnixNanos{minute(12)});
      EXPECT_EQ(gap->reason, LostReason::journal_damaged);
    } else {
      EXPECT_EQ(std::get<LogEntry>(event.event).at, at(5000));
    }
  }
  EXPECT_EQ(names, feeds);
  EXPECT_EQ(opened.journal->stats().value().pending, 139U + 3U);
  EXPECT_EQ(Journal::open(file(), at(6000), feeds).value().notice, "") << "once";
}

TEST_F(JournalDamageTest, rows_larger_than_a_page_are_salvaged_too) {
  {
    const auto journal = Journal::open(file(), at(0)).value().journal;
    for (int i = 0; i != 5; ++i) {
      std::string detail;
      for (int k = 0; k != 3000; ++k) detail += std::to_string(k * 7 + i);
      const std::vector<Event> events{LogEntry{at(i), "us", "rejected", "A", detail}};
      journal->append(events, at(i)).value();
    }
    for (const NumberedEvent& event : journal->read_after(0, 10).value()) {
      written_[event.sequence] = event.event;
    }
  }
  Image image = take();
  image.at("")[18] = 3;  // the head says that nobody may write
  put(image);
  const Opened opened = open_and_check("head");
  EXPECT_EQ(opened.whole, 5U);
  EXPECT_EQ(opened.lost, 0U);
}

TEST_F(JournalDamageTest, a_salvage_that_was_interrupted_is_ended_at_the_next_start) {
  Image image = fill(20, 0, true);
  image.at("")[5 * 4096 + 700] = '\x7F';
  put(image);
  OpenedJournal once = Journal::open(file(), at(0)).value();
  ASSERT_NE(once.notice, "");
  const std::uint64_t lost = once.journal->stats().value().lost;
  once.journal.reset();
  // As after a kill between the two renames, and in the midst of the first.
  std::filesystem::rename(file(), aside().string() + ".salvaged");
  std::ofstream(file().string() + "-wal") << "pages";
  const Opened again = open_and_check("the second time");
  EXPECT_TRUE(std::filesystem::exists(aside().string() + "-wal")) << "together with its database";
  EXPECT_EQ(again.notice, "");
  EXPECT_EQ(again.lost, lost);
  EXPECT_EQ(again.whole, 140U - lost);
}

TEST_F(JournalDamageTest, a_log_without_its_database_is_salvaged) {
  const Image whole = fill(8, 0, false);
  put({{"-wal", whole.at("-wal")}});
  const Opened opened = open_and_check("no database");
  EXPECT_EQ(opened.whole, 56U);
  EXPECT_NE(opened.notice.find("gone or empty"), std::string::npos) << opened.notice;
}

// --- Version 1
// ---------------------------------------------------------------------------------------------------------

/// The tables as version 1 made them.
constexpr const char* kVersion1 =
    "CREATE TABLE journal_events (seq INTEGER NOT NULL PRIMARY KEY, at INTEGER NOT NULL, kind INTEGER NOT NULL, "
    "symbol TEXT, start INTEGER, open INTEGER, high INTEGER, low INTEGER, close INTEGER, volume ANY, vwap "
    "INTEGER, "
    "trade_count INTEGER, revision INTEGER, quality INTEGER, body TEXT) STRICT;"
    "CREATE TABLE journal_meta (name TEXT NOT NULL PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;"
    "CREATE TABLE journal_poison (seq INTEGER NOT NULL PRIMARY KEY, at INTEGER NOT NULL, reason TEXT NOT NULL, "
    "body TEXT NOT NULL) STRICT;";

TEST_F(JournalDamageTest, a_journal_of_version_1_is_taken_over_whole) {
  fill(3, 5, true);
  {
    auto db = sqlite::Database::open(file(), sqlite::Access::read_write).value();
    db.exec(
          "ALTER TABLE journal_events RENAME TO e; ALTER TABLE journal_meta RENAME TO m; DROP TABLE "
          "journal_poison")
        .value();
    db.exec(kVersion1).value();
    db.exec(
          "INSERT INTO journal_events SELECT seq, at, kind, symbol, start, open, high, low, close, volume, vwap, "
          "trade_count, revision, quality, body FROM e;"
          "INSERT INTO journal_meta SELECT name, value FROM m WHERE name IN ('last', 'acknowledged');"
          "DROP TABLE e; DROP TABLE m; INSERT INTO journal_poison VALUES (2, 3, 'why', 'what');"
          "PRAGMA user_version = 1")
        .value();
  }
  const Opened opened = open_and_check("version 1");
  EXPECT_EQ(opened.notice, "");
  EXPECT_EQ(opened.whole, 21U);
  EXPECT_EQ(opened.unacknowledged, 16U);
  auto db = sqlite::Database::open(file(), sqlite::Access::read_write).value();
  EXPECT_EQ(db.scalar("SELECT count(*) FROM journal_poison").value(), 1);
  EXPECT_EQ(db.scalar("PRAGMA user_version").value(), 2);
}

}  // namespace
}  // namespace tickbard::test
