// Journal, uploader and a PostgreSQL server that goes away.
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <iostream>
#include <thread>

#include "sinks/journal.hpp"
#include "sinks/postgres_connection.hpp"
#include "sinks/uploader.hpp"
#include "tests/sinks/store_fixture.hpp"

namespace tickbard::test {
namespace {

class PostgresOutage : public ::testing::Test {
 protected:
  void SetUp() override {
    if (PostgresServer::shared() == nullptr) GTEST_SKIP() << PostgresServer::why_absent();
    if (!server().running()) server().start();
    database_ = server().fresh_database();
    journal_ = Journal::open(folder_.path() / "journal.db", at(0)).value().journal;
    store_ = open_store(server().url(database_), ".", OpenMode::read_write).value();
    uploader_ = std::make_unique<Uploader>(*journal_, *store_, UploaderOptions{}, [] { return 0.5; });
  }
  void TearDown() override {
    if (PostgresServer::shared() != nullptr && !server().running()) server().start();
  }
  static PostgresServer& server() { return *PostgresServer::shared(); }

  /// Steps until nothing is left, with time moved to where each step wants it.
  void drain() {
    for (int i = 0; i < 1000; ++i) {
      const Uploader::Step step = uploader_->step(now_, at(0));
      if (step.outcome == Uploader::Outcome::idle) return;
      if (step.outcome == Uploader::Outcome::waiting) now_ = step.next;
    }
    FAIL() << "never idle";
  }

  std::string count(const std::string& table) { return server().sql(database_, "SELECT count(*) FROM " + table); }

  TempFolder folder_;
  std::string database_;
  std::unique_ptr<Journal> journal_;
  std::unique_ptr<Store> store_;
  std::unique_ptr<Uploader> uploader_;
  MonoTime now_{std::chrono::hours{1}};
};

std::vector<Event> minute_of_bars(int m, int symbols) {
  std::vector<Event> events;
  for (int i = 0; i < symbols; ++i) events.push_back(bar("S" + std::to_string(i), minute(m)));
  return events;
}

TEST_F(PostgresOutage, an_empty_database_gets_its_schema_and_partitions_by_the_first_step) {
  const Uploader::Step step = uploader_->step(now_, at(0));
  EXPECT_EQ(step.outcome, Uploader::Outcome::idle);
  EXPECT_EQ(step.sentence, "");
  EXPECT_EQ(uploader_->status().up.get(), 1U);
  EXPECT_EQ(server().sql(database_, "SELECT count(*) FROM pg_inherits WHERE inhparent = 'price_bars'::regclass"),
            "9\n");  // yesterday, today and seven days ahead
}

TEST_F(PostgresOutage, a_connection_lost_while_nobody_used_it_is_made_anew_and_nobody_hears_of_it) {
  auto connection = PostgresConnection::parse(server().url(database_), false).value();
  ASSERT_TRUE(connection.query("SELECT 1").has_value());
  server().stop(PostgresServer::Stop::immediate);
  const auto away = connection.query("SELECT 1");
  ASSERT_FALSE(away.has_value());
  EXPECT_EQ(away.error().cls, StoreErrorClass::unreachable);
  server().start();
  ASSERT_TRUE(connection.query("SELECT 1").has_value());

  server().stop(PostgresServer::Stop::immediate);
  server().start();
  const auto again = connection.query("SELECT 1");
  EXPECT_TRUE(again.has_value()) << again.error().text;
}

TEST_F(PostgresOutage, what_was_begun_on_a_lost_connection_is_not_begun_twice) {
  auto connection = PostgresConnection::parse(server().url(database_), false).value();
  int begun = 0;
  const auto cut = connection.transaction([&](PgTransaction& tx) {
    ++begun;
    tx.script("CREATE TABLE half (a integer)");
    server().stop(PostgresServer::Stop::immediate);
    server().start();
    tx.script("INSERT INTO half VALUES (1)");
  });
  ASSERT_FALSE(cut.has_value());
  EXPECT_EQ(cut.error().cls, StoreErrorClass::unreachable) << cut.error().text;
  EXPECT_EQ(begun, 1);
  EXPECT_TRUE(connection.query("CREATE TABLE half (a integer)").has_value()) << "nothing of it was left";
}

TEST_F(PostgresOutage, T030_ten_minutes_without_a_database_cost_no_bar) {
  journal_->append(minute_of_bars(0, 100), at(60)).value();
  drain();
  server().stop(PostgresServer::Stop::immediate);

  int told = 0;
  std::vector<std::int64_t> waits;
  for (int m = 1; m <= 10; ++m) {
    journal_->append(minute_of_bars(m, 100), at(60 + 60 * m)).value();
    const Uploader::Step step = uploader_->step(now_, at(60 + 60 * m));
    ASSERT_EQ(step.outcome, Uploader::Outcome::waiting);
    if (!step.sentence.empty()) ++told;
    waits.push_back(std::chrono::duration_cast<std::chrono::milliseconds>(step.next - now_).count());
    now_ = step.next;
  }
  EXPECT_EQ(told, 1);  // one sentence, not one each time
  EXPECT_EQ(waits, (std::vector<std::int64_t>{150, 300, 600, 1200, 2400, 4800, 9600, 11250, 11250, 11250}));
  EXPECT_EQ(uploader_->status().up.get(), 0U);
  EXPECT_EQ(uploader_->status().failures[static_cast<std::size_t>(StoreErrorClass::unreachable)].get(), 10U);

  server().start();
  const Uploader::Step back = uploader_->step(now_, at(700));
  EXPECT_EQ(back.outcome, Uploader::Outcome::moved);
  EXPECT_NE(back.sentence.find("again after 10 failed attempts"), std::string::npos) << back.sentence;
  EXPECT_EQ(back.oldest_bar, minute(1));
  EXPECT_EQ(back.newest_bar, minute(10));
  drain();
  EXPECT_EQ(count("price_bars"), "1100\n");
  EXPECT_EQ(server().sql(database_, "SELECT count(DISTINCT (symbol, \"timestamp\")) FROM price_bars"), "1100\n");
  EXPECT_EQ(journal_->stats().value().pending, 0U);
}

TEST_F(PostgresOutage, a_step_before_its_time_does_nothing) {
  server().stop(PostgresServer::Stop::fast);
  journal_->append(minute_of_bars(0, 1), at(60)).value();
  const MonoTime next = uploader_->step(now_, at(60)).next;
  EXPECT_EQ(uploader_->step(next - std::chrono::nanoseconds{1}, at(60)).next, next);
  EXPECT_EQ(uploader_->status().failures[static_cast<std::size_t>(StoreErrorClass::unreachable)].get(), 1U);
}

TEST_F(PostgresOutage, T080_alerts_of_an_outage_are_inserted_once) {
  drain();
  server().stop(PostgresServer::Stop::immediate);
  for (int i = 0; i < 50; ++i) {
    const std::vector<Event> events{alert("A", at(i))};
    journal_->append(events, at(i)).value();
    now_ = std::max(now_, uploader_->step(now_, at(i)).next);
  }
  server().start();
  drain();
  EXPECT_EQ(count("screener_alerts"), "50\n");
  // Late by the outage, and it shows: created_at is when the row was written, trigger_time when it fired.
  EXPECT_EQ(store_->alerts(at(0), at(50), 100).value().size(), 50U);
}

TEST_F(PostgresOutage, T031_a_batch_stored_but_not_acknowledged_is_stored_once) {
  drain();
  const std::vector<Event> events = minute_of_bars(0, 500);
  journal_->append(events, at(60)).value();
  store_->write(events, at(60)).value();  // as if the connection broke after the commit
  const std::string before = server().sql(database_, "SELECT * FROM price_bars ORDER BY 1, 2");
  drain();
  EXPECT_EQ(server().sql(database_, "SELECT * FROM price_bars ORDER BY 1, 2"), before);
}

TEST_F(PostgresOutage, T031_a_server_killed_in_the_midst_of_writes_ends_with_every_bar_once) {
  UploaderOptions options;
  options.batch = 97;  // many small commits, not aligned with minutes
  uploader_ = std::make_unique<Uploader>(*journal_, *store_, options, [] { return 0.5; });
  for (int m = 0; m < 40; ++m) journal_->append(minute_of_bars(m, 200), at(60 + 60 * m)).value();

  const auto watched =
      Journal::attach(folder_.path() / "journal.db").value();  // the uploader's is another thread's
  for (int round = 0; round < 3; ++round) {
    const std::uint64_t aim = std::min<std::uint64_t>(watched->acknowledged().value() + 1000, 8000);
    std::atomic<bool> stopped{false};
    std::thread upload([&] {
      while (!stopped) {
        const Uploader::Step step = uploader_->step(now_, at(0));
        if (step.outcome == Uploader::Outcome::waiting) now_ = step.next;
        if (step.outcome == Uploader::Outcome::idle) return;
      }
    });
    while (watched->acknowledged().value() < aim) std::this_thread::yield();
    server().stop(PostgresServer::Stop::immediate);
    stopped = true;
    upload.join();
    server().start();
  }
  drain();
  EXPECT_EQ(count("price_bars"), "8000\n");
  for (const int m : {0, 20, 39}) {
    const auto stored = store_->closes_in(minute(m), minute(m + 1)).value();
    EXPECT_EQ(stored.size(), 200U);
  }
}

/// A measurement, run by hand (sinks/README.md has the figure): an hour of a full market that waited is stored.
TEST_F(PostgresOutage, DISABLED_drain_rate_of_an_hour_of_12000_symbols) {
  drain();
  constexpr int kMinutes = 60;
  for (int m = 0; m != kMinutes; ++m) journal_->append(minute_of_bars(m, 12'000), at(60 + 60 * m)).value();
  const auto begun = std::chrono::steady_clock::now();
  drain();
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begun;
  EXPECT_EQ(count("price_bars"), "720000\n");
  std::cout << "720,000 bars in " << took.count() << " s: " << kMinutes * 60 / took.count()
            << " times real time\n";
}

TEST_F(PostgresOutage, T058_alerts_reach_the_store_while_the_bars_table_is_gone) {
  drain();
  server().sql(database_, "ALTER TABLE price_bars RENAME TO hidden");
  std::vector<Event> events = minute_of_bars(0, 3);
  events.push_back(alert("A", at(1)));
  journal_->append(events, at(60)).value();

  const Uploader::Step step = uploader_->step(now_, at(60));
  EXPECT_EQ(step.outcome, Uploader::Outcome::waiting);
  EXPECT_EQ(step.next - now_, std::chrono::seconds{60});  // a person has to act
  EXPECT_NE(step.sentence.find("tickbard migrate"), std::string::npos) << step.sentence;
  EXPECT_EQ(count("screener_alerts"), "1\n");

  server().sql(database_, "ALTER TABLE hidden RENAME TO price_bars");
  now_ = step.next;
  EXPECT_EQ(uploader_->step(now_, at(120)).outcome, Uploader::Outcome::moved);
  EXPECT_EQ(count("price_bars"), "3\n");
  EXPECT_EQ(count("screener_alerts"), "1\n");
}

TEST_F(PostgresOutage, wrong_credentials_are_tried_slowly_and_told_once) {
  store_ = open_store(server().url(database_, "locked:wrong"), ".", OpenMode::read_write).value();
  uploader_ = std::make_unique<Uploader>(*journal_, *store_, UploaderOptions{}, [] { return 0.0; });
  const Uploader::Step first = uploader_->step(now_, at(0));
  EXPECT_EQ(first.next - now_, std::chrono::seconds{60});
  EXPECT_NE(first.sentence.find("password"), std::string::npos) << first.sentence;
  const Uploader::Step second = uploader_->step(first.next, at(60));
  EXPECT_EQ(second.next - first.next, std::chrono::seconds{60});
  EXPECT_EQ(second.sentence, "");
}

TEST_F(PostgresOutage, the_day_after_its_partitions_are_made_ahead_again) {
  drain();
  uploader_->step(now_, at(0) + std::chrono::hours{24 * 3});
  EXPECT_EQ(server().sql(database_,
                         "SELECT max(inhrelid::regclass::text) FROM pg_inherits "
                         "WHERE inhparent = 'price_bars'::regclass"),
            "price_bars_20261130\n");
}

}  // namespace
}  // namespace tickbard::test
