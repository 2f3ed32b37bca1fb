#include "daemon/data/retention.hpp"

#include <sys/resource.h>

#include <csignal>

#include "daemon/data/archive_file.hpp"
#include "sinks/derived/archives.hpp"
#include "sinks/derived/instruments.hpp"
#include "tests/daemon/data/data_support.hpp"

namespace tickbard::test {
namespace {

namespace fs = std::filesystem;
using std::chrono::days;

const UnixNanos kNow = instant("2026-11-20T12:00:00Z");

/// Two sessions of New York (Monday and Tuesday) with their evenings, one of a continuous market, and a young day.
class Retention : public EveryStore {
 protected:
  void SetUp() override {
    EveryStore::SetUp();
    if (IsSkipped()) return;
    store_ = std::make_unique<DataStore>(GetParam());
    minutes("AAPL", "xnys", {"2026-01-12T14:30", "2026-01-12T19:59", "2026-01-13T00:30", "2026-01-13T14:30"});
    minutes("BTC-USD", "always", {"2026-01-12T00:00", "2026-01-12T23:59", "2026-11-19T00:00"});
    store_->clear_marks();
  }

  void minutes(std::string_view name, const std::string& calendar, const std::vector<std::string>& starts,
               int revision = 1) {
    std::string text = "symbol,timestamp,open,high,low,close,volume,vwap,trade_count,revision,quality\n";
    for (const std::string& t : starts)
      text += std::string(name) + "," + t + ":00Z,10,10.5,9.5,10.25,100.5,10.125,3," + std::to_string(revision) +
              ",5\n";
    store_->import_text(text, Interval::m1, calendar);
  }

  void final_day(std::string_view name, const char* date) {
    DailyBar bar;
    bar.symbol = symbol(name);
    bar.session = parse_date(date).value();
    bar.open = bar.high = bar.low = bar.close = price("10");
    bar.is_final = true;
    write_daily(*store_->tables, std::vector{bar}, kNow).value();
  }
  void all_final() {
    final_day("AAPL", "2026-01-12");
    final_day("AAPL", "2026-01-13");
    final_day("BTC-USD", "2026-01-12");
  }

  RetentionContext context() {
    return {*store_->store, *store_->tables, book(), "xnys", folder(), {days{90}, {}}, kNow, false, {}};
  }
  fs::path folder() const { return store_->folder.path() / "archive"; }
  RetentionReport run() { return retire_bars(context()).value(); }
  std::string first_reason() {
    const RetentionReport report = run();
    EXPECT_TRUE(report.retired.empty());
    return report.kept.empty() ? std::string{} : report.kept.front();
  }
  std::size_t rows() { return store_->bars(Interval::m1).size(); }

  std::unique_ptr<DataStore> store_;
};
INSTANTIATE_TEST_SUITE_P(Engines, Retention, ::testing::Values("sqlite", "postgres"),
                         [](const auto& engine) { return engine.param; });

TEST_P(Retention, T161_archives_read_back_to_identical_rows) {
  all_final();
  const std::vector<Bar> before = store_->bars(Interval::m1);
  const RetentionReport report = run();
  ASSERT_EQ(report.retired.size(), 2U) << (report.kept.empty() ? "" : report.kept[0]);
  EXPECT_EQ(report.rows_dropped, 6U);
  EXPECT_EQ(rows(), 1U) << "the young day stays";
  const auto archives = read_archives(*store_->tables, "price_bars").value();
  ASSERT_EQ(archives.size(), 2U);
  EXPECT_EQ(archives[0].file, "price_bars/2026-01-12.csv.gz");
  EXPECT_EQ(archives[0].rows, 4U);
  EXPECT_EQ(archives[0].bytes, fs::file_size(folder() / archives[0].file));
  EXPECT_EQ(std::distance(fs::directory_iterator(folder() / "price_bars"), {}), 2) << "nothing else is left";
  EXPECT_TRUE(run().retired.empty()) << "a second run has nothing to do";

  for (const ArchiveRow& row : archives) {
    ImportBarsOptions back;
    back.file = folder() / row.file;
    const ImportReport read = store_->import(back).value();
    EXPECT_EQ(read.changed, row.rows);
    EXPECT_TRUE(read.notes.empty()) << read.notes[0];
  }
  EXPECT_EQ(store_->bars(Interval::m1), before);
  EXPECT_EQ(read_instrument(*store_->tables, symbol("BTC-USD")).value().value().calendar, "always");
}

TEST_P(Retention, T161_what_is_not_rolled_up_is_not_dropped) {
  EXPECT_NE(first_reason().find("AAPL has no final daily bar of session 2026-01-12"), std::string::npos);
  final_day("AAPL", "2026-01-12");
  EXPECT_NE(first_reason().find("BTC-USD has no final daily bar of session 2026-01-12"), std::string::npos)
      << "every calendar counts";
  EXPECT_EQ(rows(), 7U);
  final_day("BTC-USD", "2026-01-12");
  const RetentionReport one = run();
  ASSERT_EQ(one.retired.size(), 1U);
  EXPECT_EQ(one.retired[0].day, day("2026-01-12"));
  EXPECT_EQ(one.kept_days, 1U);
  EXPECT_NE(one.kept[0].find("price_bars of 2026-01-13 stay: AAPL"), std::string::npos) << one.kept[0];
}

TEST_P(Retention, T161_a_late_row_on_any_day_of_the_session_keeps_its_minutes) {
  all_final();
  // The evening of the 12th in New York is the 13th of UTC: both days belong to the session of the 12th.
  mark_dirty(*store_->tables, day("2026-01-13"), kNow).value();
  EXPECT_NE(first_reason().find("2026-01-13 has late rows"), std::string::npos);
  EXPECT_NE(first_reason().find("`tickbard derive daily --session 2026-01-13 --calendar always`"),
            std::string::npos)
      << "a UTC day is no session of New York if it is a Saturday";
  EXPECT_EQ(run().kept_days, 2U);
  store_->clear_marks();
  EXPECT_EQ(run().retired.size(), 2U);
}

TEST_P(Retention, T161_the_cutoff_is_the_end_of_the_session_not_midnight) {
  all_final();
  RetentionContext c = context();
  // The 12th of UTC is over at midnight, its New York session only at 01:00 of the 13th.
  c.keep.minute_bars = kNow - instant("2026-01-13T00:59:59Z");
  EXPECT_TRUE(retire_bars(c).value().retired.empty());
  c.keep.minute_bars = kNow - instant("2026-01-13T01:00:00Z");
  EXPECT_EQ(retire_bars(c).value().retired.size(), 1U);
  c.keep.minute_bars = {};
  EXPECT_TRUE(retire_bars(c).value().retired.empty()) << "0 keeps everything";
}

TEST_P(Retention, a_dry_run_says_what_would_be_and_touches_nothing) {
  all_final();
  RetentionContext c = context();
  c.dry_run = true;
  const RetentionReport report = retire_bars(c).value();
  EXPECT_EQ(report.retired.size(), 2U);
  EXPECT_EQ(report.rows_dropped, 0U);
  EXPECT_EQ(rows(), 7U);
  EXPECT_FALSE(fs::exists(folder()));
  EXPECT_TRUE(read_archives(*store_->tables).value().empty());
}

TEST_P(Retention, T161_a_day_that_came_back_in_part_does_not_replace_its_archive) {
  all_final();
  const std::vector<Bar> before = store_->bars(Interval::m1);
  run();
  minutes("AAPL", "xnys", {"2026-01-12T14:30", "2026-01-12T14:31"}, 2);
  store_->clear_marks();
  const RetentionReport report = run();
  ASSERT_EQ(report.retired.size(), 1U);
  EXPECT_EQ(report.retired[0].rows, 5U) << "four of the first time, one of them better now, and a new one";
  const ArchiveRow row = read_archives(*store_->tables).value()[0];
  auto reader = ArchiveReader::open(folder() / row.file, Interval::m1).value();
  std::vector<std::uint32_t> revisions;
  for (Bar bar; reader.next(bar);) revisions.push_back(bar.revision);
  EXPECT_EQ(revisions, (std::vector<std::uint32_t>{1, 2, 2, 1, 1}));
  EXPECT_EQ(row.rows, 5U);
  EXPECT_FALSE(fs::exists(folder() / "price_bars/2026-01-12.csv.gz")) << "what it replaces is gone";
}

TEST_P(Retention, T161_a_damaged_archive_is_never_built_upon_and_stops_no_other_day) {
  all_final();
  run();
  const fs::path file = folder() / "price_bars/2026-01-12.csv.gz";
  std::string bytes = text_of(file);
  bytes[bytes.size() / 2] ^= 1;
  std::ofstream(file, std::ios::binary) << bytes;
  minutes("AAPL", "xnys", {"2026-01-12T14:30", "2026-01-13T14:31"});
  store_->clear_marks();
  for (const bool dry : {true, false}) {
    RetentionContext c = context();
    c.dry_run = dry;
    const RetentionReport report = retire_bars(c).value();
    EXPECT_EQ(report.refused_days, 1U) << "a dry run promises no more";
    ASSERT_EQ(report.refused.size(), 1U);
    EXPECT_NE(report.refused[0].find("price_bars of 2026-01-12 stay: the archive"), std::string::npos);
    EXPECT_NE(report.refused[0].find("does not read back"), std::string::npos) << report.refused[0];
    ASSERT_EQ(report.retired.size(), 1U);
    EXPECT_EQ(report.retired[0].day, day("2026-01-13"));
  }
  EXPECT_EQ(text_of(file), bytes);
  EXPECT_EQ(rows(), 2U) << "the row of the 12th, and the young one";
}

TEST_P(Retention, the_table_cannot_name_a_file_elsewhere_as_an_archive) {
  all_final();
  run();
  const ArchiveRow good = read_archives(*store_->tables).value().at(0);
  fs::rename(folder() / good.file, folder() / "kept.csv.gz");
  fs::copy_file(folder() / "kept.csv.gz", store_->folder.path() / "outside.csv.gz");
  fs::create_symlink(folder() / "kept.csv.gz", folder() / "price_bars/link.csv.gz");
  minutes("AAPL", "xnys", {"2026-01-12T14:30"});
  store_->clear_marks();
  const std::size_t before = rows();
  ArchiveRow row = good;
  for (const std::string& file :
       {(store_->folder.path() / "outside.csv.gz").string(), std::string("../outside.csv.gz"),
        std::string("price_bars/../../outside.csv.gz"), std::string("price_bars/link.csv.gz"),
        std::string("price_bars"), std::string("price_bars/none.csv.gz")}) {
    row.file = file;
    write_archive(*store_->tables, row).value();
    const RetentionReport refused = run();
    ASSERT_EQ(refused.refused.size(), 1U) << file;
    EXPECT_NE(refused.refused[0].find("\"" + file + "\" that the table archives names"), std::string::npos)
        << refused.refused[0];
    EXPECT_EQ(rows(), before) << file;
  }
  row.file = "price_bars/../kept.csv.gz";
  write_archive(*store_->tables, row).value();
  EXPECT_EQ(retire_bars(context()).value().retired.size(), 1U) << "below the folder, whatever its name";
}

TEST_P(Retention, T161_a_full_disk_drops_nothing_and_leaves_nothing_behind) {
  std::vector<std::string> starts;
  for (int m = 0; m < 60; ++m)
    starts.push_back("2026-01-12T18:" + std::string(m < 10 ? "0" : "") + std::to_string(m));
  minutes("BTC-USD", "always", starts);
  store_->clear_marks();
  all_final();
  const std::size_t before = rows();
  rlimit limit{};
  ::getrlimit(RLIMIT_FSIZE, &limit);
  const rlimit small{100, limit.rlim_max};
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  ::setrlimit(RLIMIT_FSIZE, &small);
  const auto failed = retire_bars(context());
  ::setrlimit(RLIMIT_FSIZE, &limit);
  std::signal(SIGXFSZ, handler);
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().cls, StoreErrorClass::disk);
  EXPECT_NE(failed.error().text.find("space"), std::string::npos) << failed.error().text;
  EXPECT_EQ(rows(), before);
  EXPECT_TRUE(read_archives(*store_->tables).value().empty());
  EXPECT_TRUE(fs::is_empty(folder() / "price_bars"));
}

TEST_P(Retention, a_marked_day_is_not_dropped_even_if_asked_for) {
  mark_dirty(*store_->tables, day("2026-01-12"), kNow).value();
  EXPECT_EQ(drop_day(*store_->tables, Interval::m1, day("2026-01-12")).value(), 0U);
  EXPECT_EQ(rows(), 7U);
}

TEST_P(Retention, five_minute_bars_have_their_own_time_and_the_same_rules) {
  store_->import_text("symbol,timestamp,open,high,low,close,volume\nX,2026-01-12T14:30:00Z,1,1,1,1,1\n",
                      Interval::m5, "always");
  store_->clear_marks();
  RetentionContext c = context();
  c.keep = {{}, days{30}};
  EXPECT_NE(retire_bars(c).value().kept.at(0).find("bars_5m of 2026-01-12 stay: X has no final"),
            std::string::npos);
  final_day("X", "2026-01-12");
  EXPECT_EQ(retire_bars(c).value().retired.at(0).file, (folder() / "bars_5m/2026-01-12.csv.gz").string());
  EXPECT_TRUE(store_->bars(Interval::m5).empty());
  EXPECT_EQ(rows(), 7U);
}

TEST_P(Retention, a_calendar_that_is_not_known_stops_everything) {
  all_final();
  InstrumentRow row;
  row.symbol = symbol("VOD.L");
  row.calendar = "xlon";
  write_instruments(*store_->tables, std::vector{row}, kNow).value();
  const auto refused = retire_bars(context());
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().text.find("xlon"), std::string::npos);
  EXPECT_EQ(rows(), 7U);
}

TEST(ArchiveFile, T161_every_kind_of_damage_is_seen) {
  DataStore d("sqlite");
  d.import_text(
      "symbol,timestamp,open,high,low,close,volume,vwap,trade_count,revision,quality\n"
      "A,2026-01-12T14:30:00Z,10,10.5,9.5,10.25,100.5,10.125,3,1,0\nA,2026-01-12T14:31:00Z,1,1,1,1,1,,1,1,0\n",
      Interval::m1, "xnys");
  const fs::path file = d.folder.path() / "a.csv.gz";
  const ArchiveFacts facts = write_archive_file(file, *d.tables, Interval::m1, day("2026-01-12"), nullptr).value();
  EXPECT_EQ(facts.rows, 2U);
  ASSERT_TRUE(verify_archive_file(facts, Interval::m1, day("2026-01-12")));
  EXPECT_FALSE(verify_archive_file(facts, Interval::m1, day("2026-01-13"))) << "another day's rows";
  ArchiveFacts more = facts;
  ++more.rows;
  EXPECT_NE(verify_archive_file(more, Interval::m1, day("2026-01-12")).error().text.find("2 rows, written were 3"),
            std::string::npos);
  const std::string whole = text_of(file);
  for (std::size_t i = 0; i < whole.size(); i += 7) {
    std::string bytes = whole;
    bytes[i] ^= 4;
    std::ofstream(file, std::ios::binary) << bytes;
    EXPECT_FALSE(verify_archive_file(facts, Interval::m1, day("2026-01-12"))) << "byte " << i;
  }
  std::ofstream(file, std::ios::binary) << whole.substr(0, whole.size() - 1);
  EXPECT_FALSE(verify_archive_file(facts, Interval::m1, day("2026-01-12")));
  fs::remove(file);
  EXPECT_FALSE(verify_archive_file(facts, Interval::m1, day("2026-01-12")));
}

}  // namespace
}  // namespace tickbard::test
