// Files that people remove, replace or look at while tickbard has them open.
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>

#include "sinks/journal.hpp"
#include "sinks/private_folder.hpp"
#include "sinks/sqlite.hpp"
#include "sinks/state_lock.hpp"
#include "sinks/tables.hpp"
#include "tests/sinks/builders.hpp"

namespace tickbard::test {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kUrl = "sqlite:bars.db";

std::unique_ptr<Store> made_store(const fs::path& folder) {
  auto store = open_store(kUrl, folder, OpenMode::read_write).value();
  store->migrate(false, at(0)).value();
  return store;
}

void remove_database(const fs::path& file) {
  for (const char* part : {"", "-wal", "-shm"}) fs::remove(file.string() + part);
}

StoreResult<WriteReport> write_bar(EventSink& sink, std::string_view name) {
  const std::vector<Event> events{bar(name, minute())};
  return sink.write(events, at(60));
}

/// What somebody else finds in the file that is there now.
std::size_t bars_in_file(const fs::path& folder, std::string_view name) {
  const auto store = open_store(kUrl, folder, OpenMode::read_only).value();
  return all_bars(*store, name).size();
}

unsigned mode_of(const fs::path& path) {
  struct stat info {};
  return ::stat(path.c_str(), &info) == 0 ? info.st_mode & 07777U : 0U;
}

/// The usual umask, whatever the test's own is.
struct Umask {
  mode_t before = ::umask(022);
  ~Umask() { ::umask(before); }
};

TEST(MovedFile, a_removed_store_fails_one_write_with_a_sentence_and_takes_it_again_in_a_new_file) {
  const TempFolder folder;
  const auto store = made_store(folder.path());
  write_bar(*store, "A").value();
  remove_database(folder.path() / "bars.db");
  const auto refused = write_bar(*store, "B");
  ASSERT_FALSE(refused) << "nobody would have found it";
  EXPECT_NE(refused.error().text.find("bars.db was removed or replaced"), std::string::npos)
      << refused.error().text;
  EXPECT_EQ(refused.error().cls, StoreErrorClass::unreachable) << "tried again soon";
  EXPECT_EQ(write_bar(*store, "B").value().bars, 1U);
  EXPECT_EQ(bars_in_file(folder.path(), "B"), 1U);
}

TEST(MovedFile, a_store_replaced_by_another_database_goes_on_in_that_one) {
  const TempFolder folder, elsewhere;
  const auto store = made_store(folder.path());
  write_bar(*store, "A").value();
  write_bar(*made_store(elsewhere.path()), "X").value();
  fs::rename(elsewhere.path() / "bars.db", folder.path() / "bars.db");
  EXPECT_FALSE(write_bar(*store, "B"));
  EXPECT_EQ(write_bar(*store, "B").value().bars, 1U);
  EXPECT_EQ(bars_in_file(folder.path(), "X"), 1U) << "what the other one held";
  EXPECT_EQ(bars_in_file(folder.path(), "A"), 0U) << "the log of the old file was not replayed into it";
  EXPECT_EQ(bars_in_file(folder.path(), "B"), 1U);
  EXPECT_TRUE(fs::exists(folder.path() / "bars.db.moved-wal")) << "kept for who wants the old file back";
}

TEST(MovedFile, a_store_replaced_by_what_is_no_database_is_refused_until_it_is_mended) {
  const TempFolder folder;
  const auto store = made_store(folder.path());
  remove_database(folder.path() / "bars.db");
  std::ofstream(folder.path() / "bars.db") << std::string(4096, 'x');
  EXPECT_FALSE(write_bar(*store, "B"));
  EXPECT_FALSE(write_bar(*store, "B"));
  remove_database(folder.path() / "bars.db");
  EXPECT_FALSE(write_bar(*store, "B"));
  EXPECT_EQ(write_bar(*store, "B").value().bars, 1U);
  EXPECT_EQ(bars_in_file(folder.path(), "B"), 1U);
}

TEST(MovedFile, readers_and_derived_tables_do_not_stay_with_the_old_file) {
  const TempFolder folder;
  const auto store = made_store(folder.path());
  write_bar(*store, "A").value();
  const auto reader = open_store(kUrl, folder.path(), OpenMode::read_only).value();
  const auto tables = open_tables(kUrl, folder.path(), OpenMode::read_write).value();
  ASSERT_EQ(all_bars(*reader, "A").size(), 1U);
  remove_database(folder.path() / "bars.db");
  ASSERT_FALSE(write_bar(*store, "B"));
  write_bar(*store, "B").value();
  const BarQuery query{symbol("B"), minute(), minute(1)};
  EXPECT_FALSE(reader->bars(query)) << "told once";
  EXPECT_EQ(reader->bars(query).value().size(), 1U);
  const auto nothing = []() -> StoreResult<void> { return {}; };
  EXPECT_FALSE(tables->together(nothing)) << "told once";
  EXPECT_TRUE(tables->together(nothing));
}

TEST(MovedFile, a_removed_journal_fails_loudly_and_its_successor_numbers_above_it) {
  const TempFolder folder;
  const fs::path file = folder.path() / "journal.db";
  const auto journal = Journal::open(file, at(0)).value().journal;
  const auto second = Journal::attach(file).value();
  write_bar(*journal, "A").value();
  const std::uint64_t before = second->read_after(0, 10).value().back().sequence;
  remove_database(file);
  const auto refused = write_bar(*journal, "B");
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().text.find("journal.db was removed or replaced"), std::string::npos);
  EXPECT_NE(refused.error().text.find("are lost"), std::string::npos) << refused.error().text;
  write_bar(*journal, "B").value();
  EXPECT_FALSE(second->acknowledged()) << "the upload is told too";
  const auto waiting = second->read_after(second->acknowledged().value(), 10).value();
  ASSERT_EQ(waiting.size(), 1U);
  EXPECT_GT(waiting[0].sequence, before);
}

TEST(FileModes, databases_and_their_companions_are_not_for_everybody) {
  const TempFolder folder;
  const Umask usual;
  const auto store = made_store(folder.path());
  write_bar(*store, "A").value();
  const auto journal = Journal::open(folder.path() / "journal.db", at(0)).value().journal;
  write_bar(*journal, "A").value();
  for (const char* name :
       {"bars.db", "bars.db-wal", "bars.db-shm", "journal.db", "journal.db-wal", "journal.db-shm"}) {
    EXPECT_EQ(mode_of(folder.path() / name), 0640U) << name;
  }
}

TEST(FileModes, folders_we_make_are_not_for_everybody_and_others_stay_as_they_are) {
  const TempFolder folder;
  const Umask usual;
  fs::permissions(folder.path(), fs::perms{0755});
  const auto lock = StateLock::take(folder.path() / "a" / "state");
  ASSERT_TRUE(lock);
  EXPECT_EQ(mode_of(folder.path() / "a"), 0750U);
  EXPECT_EQ(mode_of(folder.path() / "a" / "state"), 0750U);
  EXPECT_EQ(mode_of(folder.path()), 0755U);
}

TEST(FileModes, a_folder_that_cannot_be_made_is_an_error) {
  const TempFolder folder;
  std::ofstream(folder.path() / "file") << "x";
  std::error_code failed;
  make_private_folders(folder.path() / "file" / "below", failed);
  EXPECT_TRUE(failed);
  make_private_folders(folder.path() / "file", failed);
  EXPECT_TRUE(failed);
  make_private_folders(folder.path() / "fine" / "", failed);
  EXPECT_FALSE(failed) << failed.message();
}

}  // namespace
}  // namespace tickbard::test
