// Whatever ends retention, wherever: no row is lost, no file of somebody else is touched, and the next run goes
// on.
#include <fcntl.h>
#include <sys/file.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <utility>

#include "daemon/data/archive_file.hpp"
#include "daemon/data/retention.hpp"
#include "sinks/derived/archives.hpp"
#include "tests/daemon/data/data_support.hpp"

namespace tickbard::test {
namespace {

namespace fs = std::filesystem;
using std::chrono::days;

const UnixNanos kNow = instant("2026-11-20T12:00:00Z");

/// The store's own tables until the call `fails_at`, which does nothing but `fail`. SQLite drops a day by many
/// statements, which are one call here.
class FailingTables : public Tables {
 public:
  FailingTables(Tables& real, int fails_at, std::function<StoreError()> fail)
      : real_(real), left_(fails_at), fail_(std::move(fail)) {}

  StoreResult<void> read(const Query& query, std::span<const SqlValue> parameters,
                         const std::function<void(const Cells&)>& each) override {
    executing_ = false;
    if (left_-- == 0) return fail_();
    return real_.read(query, parameters, each);
  }
  StoreResult<std::size_t> write(const Query& query, const RowBatch& rows,
                                 std::span<const SqlValue> more) override {
    executing_ = false;
    if (left_-- == 0) return fail_();
    return real_.write(query, rows, more);
  }
  StoreResult<void> append(std::string_view table, std::span<const std::string_view> columns,
                           const RowBatch& rows) override {
    executing_ = false;
    if (left_-- == 0) return fail_();
    return real_.append(table, columns, rows);
  }
  StoreResult<std::size_t> execute(const Query& query, std::span<const SqlValue> parameters) override {
    if (!std::exchange(executing_, true) && left_-- == 0) return fail_();
    return real_.execute(query, parameters);
  }
  StoreResult<void> prepare_temporary(const Query& query, std::span<const SqlValue> parameters) override {
    return real_.prepare_temporary(query, parameters);
  }
  StoreResult<void> together(const std::function<StoreResult<void>()>& body) override {
    executing_ = false;
    if (left_-- == 0) return fail_();
    return real_.together(body);
  }
  bool is_postgres() const override { return real_.is_postgres(); }
  std::string describe() const override { return real_.describe(); }

 private:
  Tables& real_;
  int left_;
  bool executing_ = false;
  std::function<StoreError()> fail_;
};

/// One day of three minutes in an archive, with a late and a better one in the store; and a day without an
/// archive.
struct Day {
  explicit Day(const std::string& engine, std::string_view name = "BTC-USD") : store(engine), symbol_(name) {
    minutes({"2026-01-12T00:00", "2026-01-12T12:00", "2026-01-12T23:59"}, 1);
    final_day("2026-01-12");
    final_day("2026-01-13");
    store.clear_marks();
  }

  void once_archived() {
    run(*store.tables).value();
    minutes({"2026-01-12T12:00", "2026-01-12T13:00"}, 2);
    minutes({"2026-01-13T12:00"}, 1);
    store.clear_marks();
  }

  void minutes(const std::vector<std::string>& starts, int revision) {
    std::string text = "symbol,timestamp,open,high,low,close,volume,vwap,trade_count,revision,quality\n";
    for (const std::string& t : starts)
      text += symbol_ + "," + t + ":00Z,10,10.5,9.5,10.25,100.5,10.125,3," + std::to_string(revision) + ",5\n";
    store.import_text(text, Interval::m1, "always");
  }
  void final_day(const char* date) {
    DailyBar bar;
    bar.symbol = symbol(symbol_);
    bar.session = parse_date(date).value();
    bar.open = bar.high = bar.low = bar.close = price("10");
    bar.is_final = true;
    write_daily(*store.tables, std::vector{bar}, kNow).value();
  }
  StoreResult<RetentionReport> run(Tables& tables) {
    return retire_bars({*store.store, tables, book(), "xnys", folder, {days{90}, {}}, kNow, false, {}});
  }
  /// start and revision of everything that `archives` leads to.
  std::vector<std::string> archived() {
    std::vector<std::string> out;
    for (const ArchiveRow& row : read_archives(*store.tables).value()) {
      const ArchiveFacts facts{folder / row.file, row.rows, row.sha256, row.bytes};
      EXPECT_TRUE(verify_archive_file(facts, Interval::m1, row.day)) << row.file;
      auto reader = ArchiveReader::open(facts.file, Interval::m1).value();
      for (Bar bar; reader.next(bar);) out.push_back(to_rfc3339(bar.start) + " " + std::to_string(bar.revision));
    }
    return out;
  }

  DataStore store;
  fs::path folder = store.folder.path() / "archive";

 private:
  std::string symbol_;
};

const std::vector<std::string> kAll{"2026-01-12T00:00:00Z 1", "2026-01-12T12:00:00Z 2", "2026-01-12T13:00:00Z 2",
                                    "2026-01-12T23:59:00Z 1", "2026-01-13T12:00:00Z 1"};

class RetentionRecovery : public EveryStore {};
INSTANTIATE_TEST_SUITE_P(Engines, RetentionRecovery, ::testing::Values("sqlite", "postgres"),
                         [](const auto& engine) { return engine.param; });

TEST_P(RetentionRecovery, T161_a_store_that_fails_at_any_call_loses_nothing_and_the_next_run_goes_on) {
  int failed = 0;
  for (int at = 0;; ++at) {
    Day d(GetParam());
    d.once_archived();
    FailingTables tables(*d.store.tables, at, [] {
      return StoreError{StoreErrorClass::unreachable, "it went away"};
    });
    const auto first = d.run(tables);
    if (first) break;
    ++failed;
    EXPECT_EQ(first.error().text, "it went away") << at;
    const auto second = d.run(*d.store.tables);
    ASSERT_TRUE(second) << at << ": " << second.error().text;
    EXPECT_EQ(second->refused_days, 0U) << at;
    EXPECT_EQ(d.archived(), kAll) << at;
    EXPECT_TRUE(d.store.bars(Interval::m1).empty()) << at;
  }
  EXPECT_GT(failed, 12) << "every step of both days failed once";
}

TEST(RetentionKilled, T161_a_kill_before_any_call_of_the_store_loses_nothing_and_the_next_run_goes_on) {
  int killed = 0;
  for (int at = 0;; ++at) {
    Day d("sqlite");
    d.once_archived();
    const pid_t child = ::fork();
    if (child == 0) {
      const auto store = open_store(d.store.store.url(), ".", OpenMode::read_write).value();
      const auto real = open_tables(d.store.store.url(), ".", OpenMode::read_write).value();
      FailingTables tables(*real, at, []() -> StoreError {
        ::kill(::getpid(), SIGKILL);
        return {};
      });
      const auto done = retire_bars({*store, tables, book(), "xnys", d.folder, {days{90}, {}}, kNow, false, {}});
      ::_exit(done ? 0 : 1);
    }
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    if (WIFEXITED(status)) {
      EXPECT_EQ(WEXITSTATUS(status), 0);
      break;
    }
    ++killed;
    const auto second = d.run(*d.store.tables);
    ASSERT_TRUE(second) << at << ": " << second.error().text;
    EXPECT_EQ(second->refused_days, 0U) << at;
    EXPECT_EQ(d.archived(), kAll) << at;
    EXPECT_TRUE(d.store.bars(Interval::m1).empty()) << at;
    for (const auto& entry : fs::directory_iterator(d.folder / "price_bars"))
      EXPECT_EQ(entry.path().string().find(".new"), std::string::npos) << "half written: " << entry.path();
  }
  EXPECT_GT(killed, 12);
}

TEST(RetentionFolder, T161_two_stores_in_one_folder_touch_no_file_of_each_other) {
  Day p("sqlite", "EUR/USD"), q("sqlite", "OTHER");
  q.folder = p.folder;
  ASSERT_TRUE(p.run(*p.store.tables));
  const auto mine = read_archives(*p.store.tables).value().at(0);
  const std::string bytes = text_of(p.folder / mine.file);
  ASSERT_TRUE(q.run(*q.store.tables));
  EXPECT_EQ(text_of(p.folder / mine.file), bytes);
  EXPECT_EQ(read_archives(*q.store.tables).value().at(0).file, "price_bars/2026-01-12.2.csv.gz");
  EXPECT_EQ(p.archived().size(), 3U);
  EXPECT_EQ(q.archived().size(), 3U);
}

TEST(RetentionFolder, T161_a_file_that_is_not_in_archives_is_never_replaced) {
  Day d("sqlite");
  fs::create_directories(d.folder / "price_bars");
  std::ofstream(d.folder / "price_bars/2026-01-12.csv.gz") << "somebody's";
  fs::create_symlink("nowhere", d.folder / "price_bars/2026-01-12.2.csv.gz");
  ASSERT_TRUE(d.run(*d.store.tables));
  EXPECT_EQ(text_of(d.folder / "price_bars/2026-01-12.csv.gz"), "somebody's");
  EXPECT_EQ(read_archives(*d.store.tables).value().at(0).file, "price_bars/2026-01-12.3.csv.gz");
  EXPECT_EQ(d.archived().size(), 3U);
}

TEST(RetentionFolder, one_retention_at_a_time_works_in_a_folder) {
  Day d("sqlite");
  fs::create_directories(d.folder);
  const int other = ::open(d.folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  ASSERT_EQ(::flock(other, LOCK_EX | LOCK_NB), 0);
  const auto refused = d.run(*d.store.tables);
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().text.find("another retention is at work"), std::string::npos) << refused.error().text;
  EXPECT_EQ(d.store.bars(Interval::m1).size(), 3U);
  ::close(other);
  EXPECT_EQ(d.run(*d.store.tables).value().retired.size(), 1U);
}

}  // namespace
}  // namespace tickbard::test
