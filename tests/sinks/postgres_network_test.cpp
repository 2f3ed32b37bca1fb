// Journal, uploader and a PostgreSQL server behind a network that lies: cuts anywhere, lost answers, silence, a
// crawl; and one that is frozen. What is stored in the end is each row once, with the values that were journalled.
#include <gtest/gtest.h>

#include "sinks/journal.hpp"
#include "sinks/postgres_store.hpp"
#include "sinks/uploader.hpp"
#include "tests/sinks/store_fixture.hpp"
#include "tests/support/tcp_proxy.hpp"

namespace tickbard::test {
namespace {

constexpr int kSymbols = 60;

class PostgresNetwork : public ::testing::Test {
 protected:
  void SetUp() override {
    if (PostgresServer::shared() == nullptr) GTEST_SKIP() << PostgresServer::why_absent();
    database_ = server().fresh_database();
    proxy_ = std::make_unique<TcpProxy>(server().port());
    store_ = far(std::chrono::seconds{30});
    uploader_ = std::make_unique<Uploader>(*journal_, *store_, UploaderOptions{}, [] { return 0.5; });
    drain();  // schema and partitions are there
  }
  static PostgresServer& server() { return *PostgresServer::shared(); }

  PostgresConnection connection(std::chrono::seconds statement_timeout) {
    const std::string url = "postgresql://tickbard@127.0.0.1:" + std::to_string(proxy_->port()) + "/" + database_ +
                            "?connect_timeout=2";
    return PostgresConnection::parse(url, false, statement_timeout).value();
  }
  std::unique_ptr<Store> far(std::chrono::seconds statement_timeout) {
    return std::make_unique<PostgresStore>(connection(statement_timeout));
  }
  /// A store that loses patience after 1.25 s.
  void be_impatient() {
    store_ = far(std::chrono::seconds{1});
    uploader_ = std::make_unique<Uploader>(*journal_, *store_, UploaderOptions{}, [] { return 0.5; });
    drain();
  }

  void journal_minute(int m) {
    std::vector<Event> events;
    for (int i = 0; i != kSymbols; ++i) {
      Bar b = bar("S" + std::to_string(i), minute(m), static_cast<std::uint32_t>(1 + (m + i) % 3));
      b.volume.raw += m * 1000 + i;
      expected_["S" + std::to_string(i)].push_back(b);
      events.emplace_back(b);
    }
    journal_->append(events, at(60 * m + 62)).value();
  }

  /// Until nothing is left, with time moved to where each step wants it. The number of failed steps.
  int drain() {
    int failed = 0;
    for (int i = 0; i != 200; ++i) {
      const Uploader::Step step = uploader_->step(now_, at(0));
      if (step.outcome == Uploader::Outcome::idle) return failed;
      if (step.outcome != Uploader::Outcome::waiting) continue;
      ++failed;
      now_ = step.next;
    }
    ADD_FAILURE() << "never idle";
    return failed;
  }

  void expect_each_row_once_as_journalled() {
    const auto near = open_store(server().url(database_), ".", OpenMode::read_only).value();
    std::size_t rows = 0;
    for (const auto& [name, bars] : expected_) {
      EXPECT_EQ(all_bars(*near, name), bars) << name;
      rows += bars.size();
    }
    EXPECT_EQ(server().sql(database_, "SELECT count(*) FROM price_bars"), std::to_string(rows) + "\n");
    EXPECT_EQ(journal_->stats().value().pending, 0U);
  }

  TempFolder folder_{memory_folder()};
  std::string database_;
  std::unique_ptr<Journal> journal_ = Journal::open(folder_.path() / "journal.db", at(0)).value().journal;
  std::unique_ptr<TcpProxy> proxy_;
  std::unique_ptr<Store> store_;
  std::unique_ptr<Uploader> uploader_;
  std::map<std::string, std::vector<Bar>> expected_;
  MonoTime now_{std::chrono::hours{1}};
};

TEST_F(PostgresNetwork, cut_anywhere_in_a_batch_every_row_is_stored_once) {
  const std::uint64_t before = proxy_->bytes_to_server();
  journal_minute(0);
  drain();
  const std::uint64_t batch = proxy_->bytes_to_server() - before;
  constexpr int kCuts = 30;
  for (int m = 1; m <= kCuts; ++m) {
    journal_minute(m);
    proxy_->cut_after(batch * static_cast<std::uint64_t>(m - 1) / kCuts);
    const int failed = drain();
    EXPECT_EQ(failed != 0, m != 1) << "cut " << m << ": before the first byte, it is only a stale connection";
  }
  expect_each_row_once_as_journalled();
}

TEST_F(PostgresNetwork, T031_a_commit_whose_answer_is_lost_leaves_every_row_once) {
  for (int m = 0; m != 5; ++m) {
    journal_minute(m);
    proxy_->cut_instead_of(std::string("COMMIT\0", 7));
    EXPECT_EQ(drain(), 1);
    EXPECT_TRUE(proxy_->has_cut());
  }
  expect_each_row_once_as_journalled();
}

TEST_F(PostgresNetwork, a_network_at_a_crawl_loses_nothing) {
  journal_minute(0);
  proxy_->slow_down(64);
  drain();
  proxy_->slow_down(65'536);
  expect_each_row_once_as_journalled();
}

TEST_F(PostgresNetwork, silence_in_which_tcp_still_answers_is_not_waited_for) {
  be_impatient();
  journal_minute(0);
  proxy_->swallow(true);
  const Uploader::Step silent = uploader_->step(now_, at(0));
  EXPECT_EQ(silent.outcome, Uploader::Outcome::waiting);
  EXPECT_EQ(uploader_->status().failures[static_cast<std::size_t>(StoreErrorClass::unreachable)].get(), 1U)
      << silent.sentence;
  now_ = silent.next;
  proxy_->swallow(false);
  drain();
  expect_each_row_once_as_journalled();
}

TEST_F(PostgresNetwork, silence_in_the_midst_of_rows_is_not_waited_for) {
  auto far_away = connection(std::chrono::seconds{1});
  const auto silent = far_away.transaction([&](PgTransaction& tx) {
    tx.script("CREATE TEMPORARY TABLE sent (a text)");
    tx.copy("COPY sent FROM STDIN", [&](const PgTransaction::Put& put) {
      put("one\n");
      proxy_->swallow(true);
      put("two\n");
    });
  });
  proxy_->swallow(false);
  ASSERT_FALSE(silent.has_value());
  EXPECT_EQ(name_of(silent.error().cls), name_of(StoreErrorClass::unreachable)) << silent.error().text;
  EXPECT_TRUE(far_away.query("SELECT 1").has_value());
}

TEST_F(PostgresNetwork, a_frozen_server_is_not_waited_for_and_takes_all_when_it_goes_on) {
  be_impatient();
  journal_minute(0);
  server().freeze();
  const Uploader::Step frozen = uploader_->step(now_, at(0));
  journal_minute(1);  // the journal does not know of it
  now_ = frozen.next;
  const Uploader::Step again = uploader_->step(now_, at(0));  // a new connection to it
  now_ = again.next;
  server().thaw();
  for (const Uploader::Step* step : {&frozen, &again}) EXPECT_EQ(step->outcome, Uploader::Outcome::waiting);
  EXPECT_EQ(uploader_->status().failures[static_cast<std::size_t>(StoreErrorClass::unreachable)].get(), 2U);
  drain();
  expect_each_row_once_as_journalled();
}

TEST_F(PostgresNetwork, each_class_of_the_servers_errors_is_retried_or_set_aside_as_it_deserves) {
  struct Case {
    const char* state;
    StoreErrorClass cls;
    bool soon;  ///< tried again within seconds
  };
  for (const Case& c :
       {Case{"40001", StoreErrorClass::busy, true}, Case{"40P01", StoreErrorClass::busy, true},
        Case{"53300", StoreErrorClass::busy, true}, Case{"57P01", StoreErrorClass::unreachable, true},
        Case{"53100", StoreErrorClass::disk, false}}) {
    server().sql(
        database_,
        "CREATE OR REPLACE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION "
        "'as it is told' USING ERRCODE = '" +
            std::string(c.state) +
            "'; END $$; CREATE TRIGGER refuse BEFORE INSERT ON price_bars FOR EACH ROW EXECUTE FUNCTION "
            "refuse()");
    journal_minute(static_cast<int>(expected_["S0"].size()));
    const auto before = uploader_->status().failures[static_cast<std::size_t>(c.cls)].get();
    const Uploader::Step refused = uploader_->step(now_, at(0));
    EXPECT_EQ(refused.outcome, Uploader::Outcome::waiting) << c.state;
    EXPECT_EQ(uploader_->status().failures[static_cast<std::size_t>(c.cls)].get(), before + 1) << c.state;
    EXPECT_EQ(refused.next - now_ < std::chrono::seconds{1}, c.soon) << c.state;
    server().sql(database_, "DROP TRIGGER refuse ON price_bars");
    now_ = refused.next;
    drain();
  }
  expect_each_row_once_as_journalled();
}

}  // namespace
}  // namespace tickbard::test
