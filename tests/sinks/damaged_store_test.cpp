// A `sqlite:` store whose file is damaged gives way to a new one: when it does, and when it must not.
#include "sinks/damaged_store.hpp"

#include <gtest/gtest.h>

#include <fstream>

#include "sinks/sqlite.hpp"
#include "sinks/store_witness.hpp"
#include "tests/sinks/builders.hpp"

namespace tickbard::test {
namespace {

class DamagedStoreTest : public ::testing::Test {
 protected:
  std::filesystem::path file() const { return folder_.path() / "bars.db"; }
  std::filesystem::path aside() const { return file().string() + ".corrupt.2026-11-20T143000Z"; }

  void fill() const {
    auto store = open_store("sqlite:bars.db", folder_.path(), OpenMode::read_write).value();
    store->migrate(false, at(0)).value();
    store->write(std::vector<Event>{bar("A", minute(3)), bar("A", minute(9))}, at(0)).value();
  }
  void spoil() const {
    std::fstream bytes(file(), std::ios::binary | std::ios::in | std::ios::out);
    bytes.seekp(4096);
    for (int page = 1; page != 40; ++page) bytes << std::string(2000, '\x7f') << std::string(2096, '\0');
  }
  std::optional<DamagedStore::SetAside> set_aside() const { return store_.set_aside(at(0), feeds_).value(); }

  TempFolder folder_{memory_folder()};
  std::vector<std::string> feeds_{"us", "crypto"};
  DamagedStore store_{file()};
};

TEST_F(DamagedStoreTest, it_is_kept_under_another_name_and_each_feed_has_a_gap) {
  fill();
  spoil();
  const auto told = set_aside();
  ASSERT_TRUE(told.has_value());
  EXPECT_FALSE(std::filesystem::exists(file()));
  EXPECT_TRUE(std::filesystem::exists(aside()));
  EXPECT_NE(told->notice.find(aside().string()), std::string::npos) << told->notice;
  ASSERT_EQ(told->events.size(), 3U);
  EXPECT_EQ(std::get<Gap>(told->events[1]).feed, "crypto");
  EXPECT_EQ(std::get<Gap>(told->events[1]).to, at(0));
  EXPECT_EQ(std::get<LogEntry>(told->events[2]).kind, "store_damaged");
}

TEST_F(DamagedStoreTest, the_gap_begins_with_the_oldest_bar_that_can_be_read) {
  fill();
  // Whole, but for a page of a table that the bars do not need.
  auto store = open_store("sqlite:bars.db", folder_.path(), OpenMode::read_write).value();
  store.reset();
  std::fstream bytes(file(), std::ios::binary | std::ios::in | std::ios::out);
  bytes.seekp(-4096, std::ios::end);
  bytes << std::string(4096, '\x7f');
  bytes.close();
  const auto told = set_aside();
  ASSERT_TRUE(told.has_value());
  EXPECT_EQ(std::get<Gap>(told->events[0]).from, UnixNanos{minute(3)});
}

TEST_F(DamagedStoreTest, a_gap_begins_with_what_the_file_beside_it_knows_of_where_no_older_bar_can_be_read) {
  fill();
  spoil();
  const UnixNanos first = at(0) - std::chrono::hours{1};
  std::ofstream(file().string() + ".heard") << to_unix_nanos(first) / 1000 << ' ' << to_unix_nanos(at(0)) / 1000
                                            << " us\n";
  const auto told = set_aside();
  ASSERT_TRUE(told.has_value());
  EXPECT_EQ(std::get<Gap>(told->events[0]).from, first);
  EXPECT_EQ(std::get<Gap>(told->events[1]).from, at(0)) << "of this feed nothing is known";
}

TEST_F(DamagedStoreTest, a_start_that_was_killed_before_the_new_one_was_told_is_made_up_for) {
  fill();
  spoil();
  ASSERT_TRUE(set_aside().has_value());
  EXPECT_TRUE(store_.is_suspected()) << "until it is told";
  fill();  // the next start made the new one, and died
  const auto again = set_aside();
  ASSERT_TRUE(again.has_value());
  EXPECT_NE(again->notice.find(aside().string()), std::string::npos) << again->notice;
  EXPECT_TRUE(std::filesystem::exists(file())) << "the new one is none of the damaged";
  store_.told();
  EXPECT_FALSE(store_.is_suspected());
}

TEST_F(DamagedStoreTest, a_start_that_was_killed_between_its_renames_keeps_the_log_with_its_database) {
  fill();
  spoil();
  ASSERT_TRUE(set_aside().has_value());
  // The log was not renamed yet, and time has gone on.
  const std::filesystem::path log = file().string() + "-wal";
  std::ofstream(log) << "pages";
  const auto again = store_.set_aside(at(3600), feeds_).value();
  ASSERT_TRUE(again.has_value());
  EXPECT_NE(again->notice.find(aside().string()), std::string::npos) << again->notice;
  EXPECT_FALSE(std::filesystem::exists(log));
  EXPECT_TRUE(std::filesystem::exists(aside().string() + "-wal"));
}

TEST_F(DamagedStoreTest, a_start_that_was_killed_before_its_renames_goes_on_under_the_same_name) {
  fill();
  spoil();
  ASSERT_TRUE(set_aside().has_value());
  std::filesystem::rename(aside(), file());
  ASSERT_TRUE(store_.set_aside(at(3600), feeds_).value().has_value());
  EXPECT_TRUE(std::filesystem::exists(aside()));
  EXPECT_FALSE(std::filesystem::exists(file()));
}

/// What a disk that forgets a write leaves: each page is whole, but one of an index is older than its table.
TEST_F(DamagedStoreTest, an_index_that_lacks_what_its_table_has_is_damage) {
  fill();
  const std::int64_t page = sqlite::Database::open(file(), sqlite::Access::read_write)
                                .value()
                                .scalar("SELECT rootpage FROM sqlite_schema WHERE name = 'price_bars_hour_symbol'")
                                .value();
  std::string older(4096, '\0');
  std::fstream bytes(file(), std::ios::binary | std::ios::in | std::ios::out);
  bytes.seekg((page - 1) * 4096).read(older.data(), 4096);
  open_store("sqlite:bars.db", folder_.path(), OpenMode::read_write)
      .value()
      ->write(std::vector<Event>{bar("B", minute(10))}, at(0))
      .value();
  bytes.seekp((page - 1) * 4096) << older << std::flush;
  EXPECT_EQ(sqlite::damage_of(file(), sqlite::Look::structure), "");
  EXPECT_TRUE(set_aside().has_value());
}

TEST_F(DamagedStoreTest, what_was_suspected_wrongly_is_trusted_again) {
  fill();
  store_.suspect();
  EXPECT_TRUE(store_.is_suspected());
  EXPECT_FALSE(set_aside().has_value());
  EXPECT_FALSE(store_.is_suspected());
  EXPECT_TRUE(std::filesystem::exists(file()));
}

TEST_F(DamagedStoreTest, a_store_whose_first_page_is_gone_is_still_known_for_ours) {
  fill();
  StoreWitness(file()).saw(std::vector<Event>{ResumePoint{"us", {}, at(600), 0}});
  std::fstream(file(), std::ios::binary | std::ios::in | std::ios::out) << std::string(4096, '\0');
  ASSERT_TRUE(set_aside().has_value());
  EXPECT_TRUE(std::filesystem::exists(aside()));
}

TEST_F(DamagedStoreTest, what_never_was_a_database_stays_where_it_is) {
  std::ofstream(file()) << std::string(10'000, 'x');
  EXPECT_FALSE(set_aside().has_value());
  EXPECT_TRUE(std::filesystem::exists(file())) << "store.url may name somebody else's file by mistake";
}

}  // namespace
}  // namespace tickbard::test
