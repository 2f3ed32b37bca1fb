#include <zlib.h>

#include "daemon/data/export.hpp"
#include "sinks/derived/archives.hpp"
#include "sinks/derived/instruments.hpp"
#include "tests/daemon/data/data_support.hpp"

namespace tickbard::test {
namespace {

class Import : public EveryStore {};
INSTANTIATE_TEST_SUITE_P(Engines, Import, ::testing::Values("sqlite", "postgres"),
                         [](const auto& engine) { return engine.param; });

constexpr std::string_view kMinutes =
    "symbol,timestamp,open,high,low,close,volume,vwap,trade_count,revision,quality\n"
    "AAPL,2026-08-03T13:30:00Z,10,10.5,9.5,10.25,100.5,10.123456789,3,1,0\n"
    "MSFT,2026-08-03T13:30:00Z,20,20.5,19.5,20.25,200,,4,3,5\n"
    "AAPL,2026-08-03T13:31:00Z,10.25,10.25,10.25,10.25,1,10.25,1,1,8\n"
    "AAPL,2026-08-05T13:30:00Z,11,11,11,11,0,,0,1,2\n";

std::string exported(DataStore& d, ExportOptions options = {}) {
  std::ostringstream out;
  export_bars(options, *d.tables, out).value();
  return out.str();
}

TEST_P(Import, minutes_read_back_to_identical_rows_and_a_second_run_changes_nothing) {
  DataStore d(GetParam());
  const ImportReport first = d.import_text(kMinutes, Interval::m1, "xnys");
  EXPECT_EQ(first.rows, 4U);
  EXPECT_EQ(first.changed, 4U);
  EXPECT_EQ(first.broken + first.empty, 0U);
  EXPECT_EQ(first.symbols, 2U);
  EXPECT_EQ(exported(d), kMinutes) << "an export is what was imported";
  EXPECT_EQ(d.marks(), (std::vector<std::string>{"2026-08-03", "2026-08-05"}));
  d.clear_marks();
  const ImportReport second = d.import_text(exported(d), Interval::m1);
  EXPECT_EQ(second.changed, 0U);
  EXPECT_EQ(second.unchanged, 4U);
  EXPECT_TRUE(d.marks().empty()) << "nothing changed, so nothing has to be derived anew";

  DataStore other(GetParam());
  other.import_text(exported(d), Interval::m1, "xnys");
  EXPECT_EQ(other.bars(Interval::m1), d.bars(Interval::m1));
}

TEST_P(Import, only_a_better_minute_replaces_one) {
  DataStore d(GetParam());
  d.import_text(kMinutes, Interval::m1, "xnys");
  const ImportReport worse = d.import_text(
      "symbol,timestamp,open,high,low,close,volume\nMSFT,2026-08-03T13:30:00Z,1,1,1,1,1\n", Interval::m1);
  EXPECT_EQ(worse.changed, 0U);
  const ImportReport better = d.import_text(
      "symbol,timestamp,open,high,low,close,volume,revision\nMSFT,2026-08-03T13:30:00Z,1,1,1,1,1,4\n",
      Interval::m1);
  EXPECT_EQ(better.changed, 1U);
  EXPECT_EQ(d.bars(Interval::m1)[1].close, price("1"));
}

TEST_P(Import, the_calendar_of_a_symbol_is_written_once_and_kept) {
  DataStore d(GetParam());
  d.import_text("symbol,timestamp,open,high,low,close,volume\nBTC-USD,2026-08-01T13:30:00Z,1,1,1,1,1\n",
                Interval::m1, "always");
  EXPECT_EQ(read_instrument(*d.tables, symbol("BTC-USD")).value().value().calendar, "always");
  // Without --calendar the stored one decides, so a Saturday is a day of this symbol and none of another.
  const ImportReport r = d.import_text(
      "symbol,date,open,high,low,close,volume\nBTC-USD,2026-08-01,1,1,1,1,1\nIBM,2026-08-01,1,1,1,1,1\n",
      Interval::d1);
  EXPECT_EQ(r.changed, 1U);
  ASSERT_EQ(r.listed.size(), 1U);
  EXPECT_EQ(r.listed[0].line, 3U);
  EXPECT_EQ(d.days().at(0).expected_bars, 1440U);
  EXPECT_FALSE(read_instrument(*d.tables, symbol("IBM")).value()) << "a symbol with broken rows alone is none";
}

TEST_P(Import, days_are_of_origin_import_and_read_back_and_count_twice_only_once) {
  DataStore d(GetParam());
  const std::string text =
      "symbol,date,open,high,low,close,volume\n"
      "AAPL,2026-08-03,10,11,9,10.5,1000\n"
      "AAPL,2026-08-04,,11,9,10.5,1000\n"
      "AAPL,2026-08-03,12,12,12,12,1\n"
      "AAPL,2026-08-05,10,11,9,,1000\n";
  const ImportReport first = d.import_text(text, Interval::d1);
  EXPECT_EQ(first.rows, 4U);
  EXPECT_EQ(first.changed, 2U);
  EXPECT_EQ(first.mended, 1U);
  EXPECT_EQ(first.broken, 2U);
  ASSERT_EQ(first.listed.size(), 3U);
  EXPECT_EQ(first.listed[0].why, "open is missing (mended)");
  EXPECT_NE(first.listed[1].why.find("twice"), std::string::npos);
  EXPECT_EQ(first.listed[2].line, 5U);
  const auto days = d.days();
  ASSERT_EQ(days.size(), 2U);
  EXPECT_EQ(days[0].origin, DayOrigin::import);
  EXPECT_TRUE(days[0].is_final);
  EXPECT_EQ(days[0].close, price("10.5"));
  EXPECT_EQ(d.marks(), (std::vector<std::string>{"2026-08-03", "2026-08-04"}));
  EXPECT_EQ(d.import_text(text, Interval::d1).changed, 0U);

  ExportOptions daily;
  daily.interval = Interval::d1;
  DataStore other(GetParam());
  other.import_text(exported(d, daily), Interval::d1);
  EXPECT_EQ(other.days(), d.days());

  ImportBarsOptions strict;
  strict.file = d.write("strict.csv", text);
  strict.interval = Interval::d1;
  strict.strict = true;
  EXPECT_EQ(DataStore(GetParam()).import(strict).value().broken, 3U);
}

TEST_P(Import, five_minutes_go_to_their_table_and_the_best_of_a_key_stays) {
  DataStore d(GetParam());
  const ImportReport r = d.import_text(
      "symbol,timestamp,open,high,low,close,volume,revision\n"
      "X,2026-08-03T13:30:00Z,2,2,2,2,2,2\nX,2026-08-03T13:30:00Z,1,1,1,1,1,1\nX,2026-08-03T13:31:00Z,1,1,1,1,1,"
      "1\n",
      Interval::m5, "always");
  EXPECT_EQ(r.changed, 1U);
  EXPECT_EQ(r.broken, 1U);
  ASSERT_EQ(d.bars(Interval::m5).size(), 1U);
  EXPECT_EQ(d.bars(Interval::m5)[0].close, price("2"));
  EXPECT_TRUE(d.bars(Interval::m1).empty());
  EXPECT_EQ(d.marks(), std::vector<std::string>{"2026-08-03"});
}

TEST(ImportFile, a_gz_file_is_told_by_its_content_and_a_damaged_one_says_so_after_what_it_gave) {
  DataStore d("sqlite");
  const auto file = d.folder.path() / "no_suffix";
  gzFile zip = gzopen(file.c_str(), "wb");
  gzwrite(zip, kMinutes.data(), kMinutes.size());
  gzclose(zip);
  ImportBarsOptions options;
  options.file = file;
  EXPECT_EQ(d.import(options).value().changed, 4U);
  const std::string whole = text_of(file);
  options.file = d.write("cut", std::string_view(whole).substr(0, whole.size() - 9));
  const auto cut = d.import(options).value();
  ASSERT_TRUE(cut.damage);
  EXPECT_NE(cut.damage->find("damaged"), std::string::npos);
  EXPECT_NE(cut.damage->find("what came before was used"), std::string::npos);
}

TEST(ImportFile, a_bar_that_begins_in_the_future_is_a_broken_line) {
  const std::string header = "symbol,timestamp,open,high,low,close,volume\n";
  for (const Interval interval : {Interval::m1, Interval::m5, Interval::m15, Interval::h1}) {
    DataStore d("sqlite");
    const ImportReport r = d.import_text(header +
                                             "X,2026-11-20T12:00:00Z,1,1,1,1,1\nX,2026-11-20T13:00:00Z,1,1,1,1,1\n"
                                             "X,2090-01-03T15:00:00Z,1,1,1,1,1\n",
                                         interval, "always");
    EXPECT_EQ(r.changed, 1U) << "what begins now is no future";
    EXPECT_EQ(r.broken, 2U);
    ASSERT_EQ(r.listed.size(), 2U);
    EXPECT_EQ(r.listed[0].why, "timestamp \"2026-11-20T13:00:00Z\" begins in the future");
  }
  DataStore d("sqlite");
  const ImportReport days =
      d.import_text("symbol,date,open,high,low,close,volume\nX,2026-11-20,1,1,1,1,1\nX,2026-11-23,1,1,1,1,1\n",
                    Interval::d1, "xnys");
  EXPECT_EQ(days.changed, 1U);
  ASSERT_EQ(days.listed.size(), 1U);
  EXPECT_EQ(days.listed[0].why, "date \"2026-11-23\" begins in the future");
}

TEST(ImportFile, only_archived_days_that_the_file_touches_are_noted) {
  DataStore d("sqlite");
  for (const char* text : {"2026-08-03", "2026-08-04", "2026-08-05"})
    write_archive(*d.tables,
                  {"price_bars", day(text), "price_bars/" + std::string(text) + ".csv.gz", 1, "00", 1, {}})
        .value();
  const ImportReport r = d.import_text(kMinutes, Interval::m1, "xnys");
  ASSERT_EQ(r.notes.size(), 2U) << "the file has nothing of the 4th";
  EXPECT_NE(r.notes[0].find("2026-08-03"), std::string::npos) << r.notes[0];
  EXPECT_NE(r.notes[1].find("2026-08-05"), std::string::npos) << r.notes[1];
}

TEST(ImportFile, what_cannot_be_read_at_all_is_an_error_that_says_what_to_do) {
  DataStore d("sqlite");
  ImportBarsOptions options;
  options.file = d.folder.path() / "absent.csv";
  EXPECT_NE(d.import(options).error().text.find("cannot open"), std::string::npos);
  options.file = d.write("empty.csv", "\n\n");
  EXPECT_NE(d.import(options).error().text.find("is empty"), std::string::npos);
  options.symbol = "X";
  options.file = d.write("other.csv", "time,o,h,l,c,v\n1,2,3,4,5,6\n");
  const std::string text = d.import(options).error().text;
  EXPECT_NE(text.find("no column timestamp, open, high, low, close, volume; it has: time, o, h, l, c, v"),
            std::string::npos)
      << text;
  options.symbol.clear();
  options.file = d.write("one.csv", "timestamp,open,high,low,close,volume\n");
  EXPECT_NE(d.import(options).error().text.find("--symbol"), std::string::npos);
}

TEST(ImportFile, the_list_of_broken_rows_is_bounded_and_their_count_is_not) {
  DataStore d("sqlite");
  std::string text = "symbol,date,open,high,low,close,volume\n";
  for (int i = 0; i < 1000; ++i) text += "A,never,1,1,1,1,1\n";
  const ImportReport r = d.import_text(text, Interval::d1);
  EXPECT_EQ(r.broken, 1000U);
  EXPECT_EQ(r.listed.size(), ImportReport::kListed);
  EXPECT_EQ(r.changed, 0U);
}

// Real files. The sums come from the files' own description.

TEST(ImportReal, sp500_daily_has_505_symbols_and_23_mended_rows) {
  if (data_folder().empty()) GTEST_SKIP() << "no real data here: set TICKBARD_DATA";
  DataStore d("sqlite");
  ImportBarsOptions options;
  options.file = data_folder() / "sp500_daily/sp500_daily_2013_2018.csv.gz";
  options.interval = Interval::d1;
  const ImportReport r = d.import(options).value();
  EXPECT_EQ(r.rows, 619'040U);
  EXPECT_EQ(r.symbols, 505U);
  EXPECT_EQ(r.mended, 23U);
  EXPECT_EQ(r.broken, 0U) << (r.listed.empty() ? "" : r.listed[0].why);
  EXPECT_EQ(r.changed, 619'040U);
  EXPECT_EQ(d.store.raw("SELECT count(*), count(DISTINCT symbol), count(DISTINCT session_date) FROM daily_bars"),
            "619040|505|1259\n");
  EXPECT_EQ(d.store.raw("SELECT close FROM daily_bars WHERE symbol = 'LNT' AND session_date = '2016-05-19'"),
            "17.87\n");
}

TEST(ImportReal, minutes_of_three_origins_are_mapped_by_name) {
  if (data_folder().empty()) GTEST_SKIP() << "no real data here: set TICKBARD_DATA";
  DataStore d("sqlite");
  ImportBarsOptions options;
  options.calendar = "always";
  options.symbol = "EUR/USD";
  options.file = data_folder() / "dukascopy_eurusd/bars_1m.csv";
  EXPECT_EQ(d.import(options).value().changed, 2'880U);
  options.symbol = "XRP/ETH";
  options.file = data_folder() / "freqtrade_xrpeth/bars_1m.csv";
  const ImportReport xrp = d.import(options).value();
  EXPECT_EQ(xrp.broken, 0U);
  EXPECT_EQ(xrp.changed, xrp.rows - xrp.empty);
  options.symbol = "XBT/USDT";
  options.columns = {{"trade_count", "count"}};
  options.file = data_folder() / "kraken_xbtusdt/bars_1m.csv";
  const ImportReport xbt = d.import(options).value();
  EXPECT_EQ(xbt.broken, 0U);
  EXPECT_GT(xbt.empty, 0U) << "quiet minutes are filled in there";
  EXPECT_EQ(xbt.changed + xbt.empty, xbt.rows);
  options.columns.clear();
  options.interval = Interval::d1;
  options.symbol = "EUR/USD";
  options.file = data_folder() / "dukascopy_eurusd/bars_1d.csv";
  EXPECT_EQ(d.import(options).value().changed, 365U);
}

}  // namespace
}  // namespace tickbard::test
