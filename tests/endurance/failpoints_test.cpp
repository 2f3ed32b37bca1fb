#include <gtest/gtest.h>
#include <signal.h>
#include <sqlite3.h>

#include <fstream>
#include <iostream>
#include <set>
#include <sstream>

#include "tests/endurance/judge.hpp"
#include "tests/integration/market.hpp"
#include "tests/support/postgres_server.hpp"

// A kill at each named place of sinks/failpoint.hpp: between two steps that are each on the disk, and again while
// the next start puts in order what the first one left. All lives of one market run side by side, for most of
// their time is waiting.
namespace tickbard::test {

namespace {

enum class Engine : std::uint8_t { sqlite, postgres };

/// Between two lives the journal's files are spoiled.
constexpr const char* kDamage = "(damage)";

struct Story {
  Engine engine;
  Feed feed;
  std::vector<std::string> deaths;  ///< $TICKBARD_FAILPOINT of each life; the one that follows ends in good order
};

const std::vector<Story>& stories() {
  static const std::vector<Story> all{
      {Engine::sqlite,
       Feed::sends_again,
       {"close_before_journal:3", "store_before_commit:2", "recovery_before_recall", "close_before_journal"}},
      {Engine::sqlite,
       Feed::live,
       {"store_after_commit:3", "recovery_after_recall", "store_before_commit", "shutdown_before_flush"}},
      {Engine::sqlite,
       Feed::sends_again,
       {"migration_between:2", "migration_before_version:3", "shutdown_after_flush"}},
      {Engine::postgres,
       Feed::sends_again,
       {"close_before_journal:3", "journal_before_commit:2", "journal_after_commit:2", "recovery_before_recall"}},
      {Engine::postgres,
       Feed::live,
       {"store_before_commit:3", "store_after_commit:2", "recovery_after_recall", "store_after_commit"}},
      {Engine::postgres,
       Feed::live,
       {"migration_between:2", "migration_before_version:3", "shutdown_before_upload"}},
      {Engine::postgres,
       Feed::sends_again,
       {"store_before_commit:3", kDamage, "salvage_before_rename", "salvage_after_rename", "salvage_half_aside"}},
      {Engine::postgres,
       Feed::live,
       {"store_before_commit:3", kDamage, "salvage_after_aside", "recovery_after_recall"}},
  };
  return all;
}

/// Of what came before it was listened to nothing is promised; a subscription may begin with prints of that time.
constexpr const char* kForgetBegin =
    "delete from price_bars where timestamp < (select min(timestamp) from price_bars where quality & 1 = 0)";

/// Runs a statement; returns the last value that it gave.
std::string change_sqlite(const std::string& file, const std::string& sql) {
  sqlite3* raw = nullptr;
  sqlite3_open(file.c_str(), &raw);
  sqlite3_busy_timeout(raw, 10'000);
  const std::unique_ptr<sqlite3, int (*)(sqlite3*)> db(raw, sqlite3_close);
  std::string out;
  const auto keep = [](void* to, int, char** values, char**) {
    *static_cast<std::string*>(to) = values[0] == nullptr ? "" : values[0];
    return 0;
  };
  if (sqlite3_exec(raw, sql.c_str(), keep, &out, nullptr) != SQLITE_OK)
    ADD_FAILURE() << sqlite3_errmsg(raw) << sql;
  return out;
}

std::string place_of(const std::string& death) {
  return death.substr(0, death.find(':'));
}

/// One state directory and one store, and what becomes of them.
class Lives {
 public:
  Lives(const Story& story, const MadeUpMarket& market, const Sim& sim, PostgresServer* server,
        const std::string& ready)
      : story_(story), market_(market), server_(server) {
    if (story.engine == Engine::postgres) database_ = server->fresh_database(is_migration() ? "template1" : ready);
    const std::string store = database_.empty() ? "sqlite:bars.db" : server->url(database_);
    write_file(folder_ / "config.toml", market.daemon_config(folder_.path(), store, sim.url()));
  }

  std::string name() const {
    std::string out = story_.engine == Engine::sqlite ? "sqlite" : "postgres";
    for (const std::string& death : story_.deaths) out += ", " + death;
    return out;
  }

  bool is_migration() const { return story_.deaths[0].starts_with("migration_"); }
  /// Goes on to the next life where the one before has ended. True: the last one has begun.
  bool advance() {
    if (is_last()) return daemon_ != nullptr;
    if (process() == nullptr) {
      begin();
    } else if (const auto ended = process()->wait(std::chrono::milliseconds{10})) {
      EXPECT_EQ(*ended, 128 + SIGKILL) << name() << ", at " << death() << ":\n" << process()->output();
      if (place_of(death()) == "migration_between") leave_a_bar();
      dying_.reset();
      daemon_.reset();
      ++life_;
      begin();
    } else if (daemon_ && daemon_->metric("tickbard_bars_closed_total") >= 15) {
      daemon_->process().signal(SIGTERM);
    }
    return false;
  }

  /// After all that it collects, closes and stops as if nothing had been, and the store is as it must be.
  void expect_well() {
    ASSERT_FALSE(daemon_->url().empty()) << name() << ":\n" << daemon_->process().output();
    EXPECT_TRUE(eventually([this] { return hears_whole_minutes(); })) << name() << ":\n"
                                                                      << daemon_->process().output();
    EXPECT_TRUE(daemon_->conserved()) << name() << ":\n" << daemon_->scrape();
    EXPECT_EQ(daemon_->stop(), 0) << name() << ":\n" << daemon_->process().output();
    if (left_a_bar_) {
      EXPECT_EQ(ask("select cast(close as integer) from price_bars where symbol = 'OLD'"), "7")
          << "through the migration";
      ask("delete from price_bars where symbol = 'OLD'");
    }
    ask(kForgetBegin);
    const Verdict verdict = judge(market_, minutes(), story_.feed);
    std::cout << name() << ": " << verdict.text() << '\n';
    EXPECT_TRUE(verdict.broken.empty()) << name() << ": " << verdict.text() << "\n" << daemon_->process().output();
    EXPECT_GT(verdict.whole, 0) << name() << ": nothing was shown";
  }

 private:
  bool is_last() const { return life_ == story_.deaths.size(); }
  const std::string& death() const { return story_.deaths[life_]; }
  Process* process() { return daemon_ ? &daemon_->process() : dying_.get(); }

  void begin() {
    const std::string config = folder_ / "config.toml";
    if (!is_last() && death() == kDamage) {
      damage_journal();
      ++life_;
    }
    if (is_last()) {
      newest_ = ask("select max(timestamp) from price_bars");
      daemon_ = std::make_unique<Daemon>(config);
      return;
    }
    const std::map<std::string, std::string> armed{{"TICKBARD_FAILPOINT", death()}};
    if (death().starts_with("shutdown_")) {
      daemon_ = std::make_unique<Daemon>(config, armed);
    } else {
      dying_ = std::make_unique<Process>(std::vector<std::string>{binary(), "run", "--config", config}, armed);
    }
  }

  /// Two of every symbol, all in this life: what was sent again before them has been taken in.
  bool hears_whole_minutes() {
    if (daemon_->metric("tickbard_bars_closed_total") < 25) return false;
    const std::string after = newest_.empty() ? "" : " and timestamp > '" + newest_ + "'";
    return std::stoi(ask("select count(*) from price_bars where quality & 1 = 0" + after)) >= 20;
  }

  /// What the store had in the version that the migration was killed after.
  void leave_a_bar() {
    left_a_bar_ = true;
    const std::string when = database_.empty() ? "1767225600" : "'2026-01-01 00:00:00+00'";
    if (!database_.empty())
      ask("create table price_bars_20260101 partition of price_bars for values from ('2026-01-01 00:00:00+00') to "
          "('2026-01-02 00:00:00+00')");
    ask("insert into price_bars (symbol, timestamp, open, high, low, close, volume, trade_count, revision, "
        "quality, created_at) "
        "values "
        "('OLD', " +
        when + ", 7, 7, 7, 7, 1, 1, 1, 0, " + when + ")");
  }

  /// Some bytes in the middle of the log and of the file, as a failing disk leaves them: whole rows lie behind.
  void damage_journal() {
    for (const char* part : {"journal.db", "journal.db-wal"}) {
      std::fstream file(folder_ / part, std::ios::binary | std::ios::in | std::ios::out);
      file.seekp(0, std::ios::end);
      file.seekp(file.tellp() / 2);
      file << std::string(200, '\x7f');
    }
  }

  std::string ask(const std::string& sql) {
    if (database_.empty()) return change_sqlite(folder_ / "bars.db", sql);
    std::string out = server_->sql(database_, sql);
    while (out.ends_with('\n')) out.pop_back();
    return out;
  }

  StoredMinutes minutes() {
    if (database_.empty()) return StoredMinutes::of_sqlite(folder_ / "bars.db");
    return StoredMinutes::of_postgres([this](const std::string& sql) { return server_->sql(database_, sql); });
  }

  const Story& story_;
  const MadeUpMarket& market_;
  PostgresServer* server_;
  Folder folder_;
  std::string database_;
  std::size_t life_ = 0;
  std::string newest_;  ///< minute stored when the last life began
  std::unique_ptr<Process> dying_;
  std::unique_ptr<Daemon> daemon_;
  bool left_a_bar_ = false;
};

MadeUpMarket market_of(Feed feed) {
  MadeUpMarket market;
  if (feed == Feed::sends_again) market.snapshot = 100'000;
  return market;
}

void play(Engine engine, PostgresServer* server) {
  const MadeUpMarket live = market_of(Feed::live), sends_again = market_of(Feed::sends_again);
  Sim of_live(live.sim_arguments()), of_sends_again(sends_again.sim_arguments());
  std::string ready;  // a database of the newest version, which others are copies of
  if (server != nullptr) {
    ready = server->fresh_database();
    const Finished made = run({binary(), "migrate", "--store", server->url(ready)});
    ASSERT_EQ(made.code, 0) << made.output;
  }
  std::vector<std::unique_ptr<Lives>> lives;
  for (const Story& story : stories()) {
    if (story.engine != engine) continue;
    const bool again = story.feed == Feed::sends_again;
    lives.push_back(std::make_unique<Lives>(story, again ? sends_again : live, again ? of_sends_again : of_live,
                                            server, ready));
  }
  const bool done = eventually([&] {
    std::size_t last = 0;
    for (const auto& life : lives) last += life->advance() ? 1U : 0U;
    return last == lives.size() || testing::Test::HasFailure();
  });
  ASSERT_TRUE(done) << "a place was never passed";
  if (testing::Test::HasFailure()) return;
  for (const auto& life : lives) life->expect_well();
}

TEST(Failpoints, with_sqlite_nothing_is_lost_untold) {
  play(Engine::sqlite, nullptr);
}

TEST(Failpoints, with_postgres_nothing_is_lost_untold) {
  PostgresServer* server = PostgresServer::shared();
  if (server == nullptr) GTEST_SKIP() << PostgresServer::why_absent();
  play(Engine::postgres, server);
}

TEST(Failpoints, a_name_that_is_none_is_told_with_those_there_are_and_each_has_a_story) {
  const Finished done = run({binary(), "config"}, {{"TICKBARD_FAILPOINT", "nowhere"}});
  EXPECT_EQ(done.code, 78) << done.output;
  const std::string before = "with one of ";
  ASSERT_NE(done.output.find(before), std::string::npos) << done.output;
  std::set<std::string> known, told;
  std::istringstream names(done.output.substr(done.output.find(before) + before.size()));
  for (std::string name; names >> name;) known.insert(name);
  for (const Story& story : stories()) {
    for (const std::string& death : story.deaths) told.insert(place_of(death));
  }
  told.erase(kDamage);
  EXPECT_EQ(told, known);

  std::ifstream file(TICKBARD_SOURCE_DIR "/sinks/README.md");
  const std::string readme{std::istreambuf_iterator<char>(file), {}};
  for (const std::string& name : known)
    EXPECT_NE(readme.find("| `" + name + "` |"), std::string::npos)
        << name << " is not in the table of sinks/README.md";
}

}  // namespace

}  // namespace tickbard::test
