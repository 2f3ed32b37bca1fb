#include <gtest/gtest.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/mount.h>
#include <sys/resource.h>

#include <algorithm>
#include <cstring>
#include <fstream>
#include <iostream>

#include "aggregator/bars/bucket_memory.hpp"
#include "tests/endurance/judge.hpp"
#include "tests/integration/market.hpp"
#include "tests/support/postgres_server.hpp"

// The disk of the state directory fails, is full, or is held by somebody else, under the whole program: it says
// so, does what it promises then, and in the end the store has all that traded.
namespace tickbard::test {

namespace {

class DiskFaults : public testing::Test {
 protected:
  DiskFaults() { market_.snapshot = 10'000; }

  std::string write_config(const std::filesystem::path& state, const std::string& store) {
    sim_ = std::make_unique<Sim>(market_.sim_arguments());
    const std::string file = folder_ / "config.toml";
    write_file(file, market_.daemon_config(state, store, sim_->url()));
    return file;
  }

  static bool collects(const Daemon& daemon, double more) {
    const double before = daemon.metric("tickbard_bars_closed_total");
    return eventually([&] { return daemon.metric("tickbard_bars_closed_total") >= before + more; });
  }

  /// A whole minute of every symbol is stored that began in this life of the daemon: what was sent again before it
  /// is taken in. The minutes that an earlier life left open or unstored come before its first own.
  bool hears_whole_minutes(const Daemon& daemon, const StoredMinutes& store) const {
    if (!collects(daemon, 1)) return false;
    const MinuteStart newest = store.first_and_last().second;
    return eventually([&] {
      const MinuteStart minute = store.first_and_last().second - std::chrono::minutes{1};
      if (minute <= newest) return false;
      const auto bars = store.at(minute);
      return bars.size() == market_.symbols &&
             std::all_of(bars.begin(), bars.end(), [](const auto& bar) { return bar.second.quality == 0; });
    });
  }

  void expect_all(const StoredMinutes& store) {
    const Verdict verdict = judge(market_, store, Feed::sends_again);
    std::cout << verdict.text() << '\n';
    EXPECT_TRUE(verdict.broken.empty()) << verdict.text();
    EXPECT_GT(verdict.whole, 0) << "nothing was shown";
  }

  MadeUpMarket market_;
  Folder folder_;
  std::unique_ptr<Sim> sim_;
};

class JournalFaults : public DiskFaults {
 protected:
  void SetUp() override {
    server_ = PostgresServer::shared();
    if (server_ == nullptr) GTEST_SKIP() << PostgresServer::why_absent();
    database_ = server_->fresh_database();
    config_ = write_config(folder_.path(), server_->url(database_));
  }

  StoredMinutes stored() {
    return StoredMinutes::of_postgres([this](const std::string& sql) { return server_->sql(database_, sql); });
  }

  PostgresServer* server_ = nullptr;
  std::string database_, config_;
};

TEST_F(JournalFaults, after_a_write_that_failed_it_ends_with_74_and_the_next_start_has_everything) {
  {
    Daemon daemon(config_);
    ASSERT_TRUE(collects(daemon, 20)) << daemon.process().output();
    // A write behind that place of any file fails from now on, as on a disk that is broken there.
    const rlim_t size = std::filesystem::file_size(folder_ / "journal.db-wal");
    const rlimit limit{size, size};
    ASSERT_EQ(prlimit(daemon.process().pid(), RLIMIT_FSIZE, &limit, nullptr), 0) << std::strerror(errno);
    EXPECT_EQ(daemon.process().wait(), 74) << daemon.process().output();
    const std::string said = daemon.process().output();
    EXPECT_NE(said.find(folder_ / "journal.db"), std::string::npos) << said;
    EXPECT_NE(said.find("check the disk and the system's log"), std::string::npos) << "what to do: " << said;
    EXPECT_NE(said.find("the next start opens the file anew"), std::string::npos) << "what will be: " << said;
  }
  Daemon daemon(config_);
  ASSERT_FALSE(daemon.url().empty()) << daemon.process().output();
  EXPECT_EQ(daemon.process().output().find("is damaged"), std::string::npos)
      << "a write that failed is no damage: " << daemon.process().output();
  EXPECT_TRUE(hears_whole_minutes(daemon, stored())) << daemon.process().output();
  EXPECT_EQ(daemon.stop(), 0) << daemon.process().output();
  expect_all(stored());
}

TEST_F(JournalFaults, while_somebody_holds_its_lock_bars_wait_and_all_of_them_arrive) {
  Daemon daemon(config_);
  ASSERT_TRUE(collects(daemon, 20)) << daemon.process().output();
  sqlite3* raw = nullptr;
  ASSERT_EQ(sqlite3_open((folder_ / "journal.db").c_str(), &raw), SQLITE_OK);
  const std::unique_ptr<sqlite3, int (*)(sqlite3*)> other(raw, sqlite3_close);
  sqlite3_busy_timeout(raw, 20'000);
  ASSERT_EQ(sqlite3_exec(raw, "BEGIN EXCLUSIVE", nullptr, nullptr, nullptr), SQLITE_OK) << sqlite3_errmsg(raw);

  EXPECT_NE(daemon.process().wait_for_line("bars wait in memory").find("another process is writing"),
            std::string::npos)
      << daemon.process().output();
  EXPECT_TRUE(collects(daemon, 20)) << "ingest waits for no lock: " << daemon.scrape();
  EXPECT_TRUE(daemon.conserved()) << daemon.scrape();

  ASSERT_EQ(sqlite3_exec(raw, "COMMIT", nullptr, nullptr, nullptr), SQLITE_OK) << sqlite3_errmsg(raw);
  EXPECT_FALSE(daemon.process().wait_for_line("commits again").empty()) << daemon.process().output();
  EXPECT_EQ(daemon.stop(), 0) << daemon.process().output();
  expect_all(stored());
}

/// The page of an index that every new minute is put into, overwritten while no process is at it.
void spoil_bars(const std::string& file) {
  const auto page = rows(file, "select rootpage from sqlite_master where name = 'price_bars_hour_symbol'");
  std::fstream bytes(file, std::ios::binary | std::ios::in | std::ios::out);
  bytes.seekp((std::stoll(page.at(0)) - 1) * 4096);
  bytes << std::string(4096, '\x7f');
}

TEST_F(DiskFaults, a_damaged_sqlite_store_gives_way_to_a_new_one_and_collecting_goes_on) {
  const std::string config = write_config(folder_.path(), "sqlite:bars.db");
  {
    Daemon daemon(config);
    ASSERT_TRUE(collects(daemon, 20)) << daemon.process().output();
    EXPECT_EQ(daemon.stop(), 0) << daemon.process().output();
  }
  spoil_bars(folder_ / "bars.db");
  {
    Daemon daemon(config);
    EXPECT_EQ(daemon.process().wait(), 74) << "the first write finds it: " << daemon.process().output();
  }
  {
    Daemon daemon(config, {{"TICKBARD_FAILPOINT", "salvage_half_aside"}});
    EXPECT_EQ(daemon.process().wait(), 128 + SIGKILL) << daemon.process().output();
  }
  Daemon daemon(config);
  ASSERT_FALSE(daemon.url().empty()) << daemon.process().output();
  EXPECT_TRUE(hears_whole_minutes(daemon, StoredMinutes::of_sqlite(folder_ / "bars.db")))
      << daemon.process().output();
  EXPECT_EQ(daemon.stop(), 0) << daemon.process().output();
  const std::string said = daemon.process().output();
  for (const char* word : {"is damaged", "bars.db.corrupt.", "a new one is begun", ".recover"})
    EXPECT_NE(said.find(word), std::string::npos) << word << " is missing in:\n" << said;
  EXPECT_EQ(rows(folder_ / "bars.db", "select count(*) from event_log where kind = 'store_damaged'").at(0), "1");
  EXPECT_EQ(rows(folder_ / "bars.db", "select count(*) from ingest_gaps where reason = 'store_behind'").at(0),
            "1");
  EXPECT_FALSE(std::filesystem::exists(folder_ / "bars.db.suspect"));
  expect_all(StoredMinutes::of_sqlite(folder_ / "bars.db"));
}

TEST_F(DiskFaults, a_sqlite_store_that_lost_its_log_says_what_is_missing) {
  market_.snapshot = 1;
  const std::string config = write_config(folder_.path(), "sqlite:bars.db");
  {
    Daemon daemon(config);
    ASSERT_TRUE(collects(daemon, 40)) << daemon.process().output();
    daemon.process().signal(SIGKILL);
    ASSERT_EQ(daemon.process().wait(), 128 + SIGKILL);
  }
  // All of it was in the log; nor does anybody else know of these minutes.
  std::filesystem::resize_file(folder_ / "bars.db-wal", std::filesystem::file_size(folder_ / "bars.db-wal") / 2);
  std::filesystem::remove(folder_ / "buckets.map");
  Daemon daemon(config);
  ASSERT_TRUE(collects(daemon, 20)) << daemon.process().output();
  EXPECT_EQ(daemon.stop(), 0) << daemon.process().output();
  EXPECT_NE(daemon.process().output().find("lacks what it had committed"), std::string::npos)
      << daemon.process().output();
  const auto store = StoredMinutes::of_sqlite(folder_ / "bars.db");
  const Verdict verdict = judge(market_, store, Feed::live);
  std::cout << verdict.text() << '\n';
  EXPECT_TRUE(verdict.broken.empty()) << verdict.text();
  EXPECT_TRUE(
      std::ranges::any_of(store.losses(), [](const StoredLoss& loss) { return loss.reason == "store_behind"; }));
}

/// The start of a file is what a disk that forgets loses first: not even SQLite's own mark is left.
TEST_F(DiskFaults, a_sqlite_store_without_its_first_page_stops_no_start) {
  market_.snapshot = 1;
  const std::string config = write_config(folder_.path(), "sqlite:bars.db");
  {
    Daemon daemon(config);
    ASSERT_TRUE(collects(daemon, 20)) << daemon.process().output();
    EXPECT_EQ(daemon.stop(), 0) << daemon.process().output();
  }
  std::fstream(folder_ / "bars.db", std::ios::binary | std::ios::in | std::ios::out) << std::string(4096, '\0');
  Daemon daemon(config);
  ASSERT_FALSE(daemon.url().empty()) << daemon.process().output();
  EXPECT_TRUE(collects(daemon, 20)) << daemon.process().output();
  EXPECT_EQ(daemon.stop(), 0) << daemon.process().output();
  EXPECT_EQ(rows(folder_ / "bars.db", "select count(*) from event_log where kind = 'store_damaged'").at(0), "1");
}

/// A small disk of its own in memory, gone with the object. Not made where this is no root that may mount.
class SmallDisk {
 public:
  explicit SmallDisk(const Folder& folder) : path_(folder / "disk") {
    std::filesystem::create_directory(path_);
    made_ = mount("none", path_.c_str(), "tmpfs", 0, "size=4m") == 0;
  }
  ~SmallDisk() {
    if (made_) umount2(path_.c_str(), MNT_DETACH);
  }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;
  bool made() const { return made_; }
  const std::filesystem::path& path() const { return path_; }

  void fill() const {
    std::ofstream filler(path_ / "filler");
    while (filler << std::string(4096, 'x') << std::flush) {
    }
  }
  void make_room() const { std::filesystem::remove(path_ / "filler"); }

 private:
  std::filesystem::path path_;
  bool made_ = false;
};

TEST_F(DiskFaults, on_a_full_disk_bars_wait_and_all_of_them_arrive_when_there_is_room) {
  const SmallDisk disk(folder_);
  if (!disk.made()) GTEST_SKIP() << "no disk of its own: mounting one wants root and CAP_SYS_ADMIN";
  Daemon daemon(write_config(disk.path(), "sqlite:bars.db"));
  ASSERT_TRUE(collects(daemon, 20)) << daemon.process().output();
  disk.fill();
  const std::string said = daemon.process().wait_for_line("bars wait in memory");
  EXPECT_NE(said.find("free some space"), std::string::npos) << daemon.process().output();
  EXPECT_TRUE(collects(daemon, 20)) << "ingest waits for no room: " << daemon.scrape();
  disk.make_room();
  EXPECT_FALSE(daemon.process().wait_for_line("commits again").empty()) << daemon.process().output();
  EXPECT_EQ(daemon.stop(), 0) << daemon.process().output();
  EXPECT_LT(std::filesystem::file_size(disk.path() / "buckets.map"), 2 * BucketMemory::kChunkBytes)
      << "of a disk that is nearly full nothing is taken ahead";
  expect_all(StoredMinutes::of_sqlite(disk.path() / "bars.db"));
}

}  // namespace

}  // namespace tickbard::test
