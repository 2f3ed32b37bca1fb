// What an import refuses before it stores anything, and what it says of rows that it took.
#include "daemon/app/cli.hpp"
#include "daemon/app/data_command.hpp"
#include "daemon/data/retention.hpp"
#include "daemon/data/step_check.hpp"
#include "daemon/replay/line_reader.hpp"
#include "sinks/derived/archives.hpp"
#include "tests/daemon/data/data_support.hpp"

namespace tickbard::test {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

constexpr std::string_view kHead = "symbol,timestamp,open,high,low,close,volume\n";

/// `count` rows of A, each `step` after the one before, from a Monday's midnight on.
std::string rows_every(std::chrono::seconds step, int count, std::string_view column = "timestamp") {
  std::string text = "symbol," + std::string(column) + ",open,high,low,close,volume\n";
  for (int i = 0; i < count; ++i)
    text += "A," + to_rfc3339(instant("2026-01-12T00:00:00Z") + i * step) + ",1,1,1,1,5\n";
  return text;
}

std::string refusal(std::string_view text, Interval interval) {
  DataStore d("sqlite");
  ImportBarsOptions options;
  options.file = d.write("rows.csv", text);
  options.interval = interval;
  options.calendar = "always";
  const auto done = d.import(options);
  EXPECT_TRUE(done || (d.bars(interval == Interval::d1 ? Interval::m1 : interval).empty() && d.days().empty()));
  return done ? std::string{} : done.error().text;
}

TEST(ImportGuards, rows_that_are_no_bars_of_the_interval_are_refused_before_anything_is_stored) {
  struct Case {
    std::chrono::seconds step;
    int rows;
    Interval said;
    std::string_view looks_like;
  };
  for (const Case& c : {Case{60s, 100, Interval::m15, "1m"}, Case{60s, 4, Interval::m5, "1m"},
                        Case{60s, 100, Interval::d1, "1m"}, Case{300s, 100, Interval::h1, "5m"},
                        Case{24h, 100, Interval::m1, "1d"}, Case{1h, 30, Interval::m5, "1h"}}) {
    const std::string text =
        refusal(rows_every(c.step, c.rows, c.said == Interval::d1 ? "date" : "timestamp"), c.said);
    EXPECT_NE(text.find("its rows are no " + std::string(name_of(c.said)) + " bars"), std::string::npos) << text;
    EXPECT_NE(text.find("--interval " + std::string(c.looks_like) + ", nothing was stored"), std::string::npos)
        << text;
  }
}

TEST(ImportGuards, bars_of_the_interval_and_those_of_a_quiet_market_are_taken) {
  for (const auto& [step, said] : {std::pair<std::chrono::seconds, Interval>{60s, Interval::m1},
                                   {300s, Interval::m5},
                                   {900s, Interval::m15},
                                   {3600s, Interval::h1}})
    EXPECT_EQ(refusal(rows_every(step, 100), said), "");
  EXPECT_EQ(refusal(rows_every(24h, 100, "date"), Interval::d1), "");
  EXPECT_EQ(refusal(rows_every(420s, 100), Interval::m1), "")
      << "every seventh minute is a whole longer bar by chance";
  EXPECT_EQ(refusal(rows_every(24h, 15), Interval::m1), "") << "too few to say";
  std::string ours = rows_every(24h, 100);
  for (std::size_t at = ours.find('\n'); at != std::string::npos; at = ours.find('\n', at + 5))
    ours.insert(at, at < 60 ? ",revision" : ",1");
  EXPECT_EQ(refusal(ours, Interval::m1), "") << "an export of ours comes back, however quiet its market";
}

TEST(ImportGuards, the_short_last_bars_of_a_session_are_no_contradiction) {
  StepCheck hours(Interval::h1);
  const UnixNanos day0 = instant("2026-01-12T00:00:00Z");
  for (int d = 0; d < 5; ++d)
    for (const int minute : {9 * 60, 9 * 60 + 30, 10 * 60 + 30, 11 * 60 + 30, 15 * 60 + 30, 16 * 60, 17 * 60})
      hours.see(symbol("A"), day0 + std::chrono::days{d} + std::chrono::minutes{minute});
  EXPECT_EQ(hours.contradiction(true), std::nullopt);
}

TEST(ImportGuards, a_line_longer_than_any_row_is_a_broken_line) {
  DataStore d("sqlite");
  std::string text(kHead);
  text += std::string(LineReader::kLongest + 10'000'000, 'A') + "\nA,2026-08-03T13:30:00Z,1,1,1,1,1\n";
  const ImportReport r = d.import_text(text, Interval::m1, "xnys");
  EXPECT_EQ(r.rows, 2U);
  EXPECT_EQ(r.broken, 1U);
  EXPECT_EQ(r.changed, 1U);
  ASSERT_EQ(r.listed.size(), 1U);
  EXPECT_EQ(r.listed[0].line, 2U);
}

TEST(ImportGuards, T161_a_damaged_archive_of_this_store_is_refused_before_a_row_is_used) {
  DataStore d("sqlite");
  d.import_text(std::string(kHead) + "A,2026-01-12T14:30:00Z,1,1,1,1,5\nA,2026-01-12T14:31:00Z,1,1,1,1,5\n",
                Interval::m1, "always");
  DailyBar bar;
  bar.symbol = symbol("A");
  bar.session = parse_date("2026-01-12").value();
  bar.open = bar.high = bar.low = bar.close = price("1");
  bar.is_final = true;
  write_daily(*d.tables, std::vector{bar}, instant("2026-11-20T12:00:00Z")).value();
  d.clear_marks();
  ImportBarsOptions back;
  back.archive_folder = d.folder.path() / "archive";
  ASSERT_EQ(retire_bars({*d.store,
                         *d.tables,
                         book(),
                         "xnys",
                         back.archive_folder,
                         {std::chrono::days{90}, {}},
                         instant("2026-11-20T12:00:00Z"),
                         false,
                         {}})
                .value()
                .rows_dropped,
            2U);
  back.file = back.archive_folder / read_archives(*d.tables).value().at(0).file;
  const std::string whole = text_of(back.file);
  back.interval = Interval::m5;
  EXPECT_NE(d.import(back).error().text.find("is the archive of price_bars"), std::string::npos);
  back.interval = Interval::m1;
  for (const std::string& bytes : {whole.substr(0, whole.size() - 4), whole + "x"}) {
    std::ofstream(back.file, std::ios::binary) << bytes;
    const auto refused = d.import(back);
    ASSERT_FALSE(refused);
    EXPECT_NE(refused.error().text.find("and damaged"), std::string::npos) << refused.error().text;
    EXPECT_TRUE(d.bars(Interval::m1).empty());
  }
  std::ofstream(back.file, std::ios::binary) << whole;
  EXPECT_EQ(d.import(back).value().changed, 2U);
}

class ImportSays : public EveryStore {};
INSTANTIATE_TEST_SUITE_P(Engines, ImportSays, ::testing::Values("sqlite", "postgres"),
                         [](const auto& engine) { return engine.param; });

TEST_P(ImportSays, rows_that_differ_but_are_kept_are_counted_apart_and_named) {
  for (const Interval interval : {Interval::m1, Interval::m5}) {
    DataStore d(GetParam());
    const std::string head = "symbol,timestamp,open,high,low,close,volume,revision\n";
    d.import_text(head + "A,2026-08-03T13:30:00Z,10,11,9,10,0.3,2\nB,2026-08-03T13:30:00Z,10,11,9,10,1,2\n",
                  interval, "xnys");
    const ImportReport r = d.import_text(
        std::string(kHead) + "A,2026-08-03T13:30:00Z,10,11,9,10,0.3\nB,2026-08-03T13:30:00Z,10,11,9,10.5,77\n",
        interval, "xnys");
    EXPECT_EQ(r.changed, 0U);
    EXPECT_EQ(r.unchanged, 1U) << "the same figures";
    EXPECT_EQ(r.kept, 1U);
    ASSERT_EQ(r.notes.size(), 2U);
    EXPECT_EQ(
        r.notes[0],
        "B 2026-08-03T13:30:00Z: the store has 10 11 9 10 1 (revision 2, 0 trades), the file 10 11 9 10.5 77 "
        "(revision 1, 0 trades)");
    EXPECT_NE(r.notes[1].find("a column revision"), std::string::npos) << r.notes[1];
  }
}

TEST(ImportFile, bars_outside_every_session_and_symbols_in_small_letters_are_said) {
  DataStore d("sqlite");
  const ImportReport r =
      d.import_text(std::string(kHead) +
                        "aaa,2026-01-12T14:30:00Z,1,1,1,1,5\nusdm:BTC,2026-01-12T14:30:00Z,1,1,1,1,5\n"
                        "BACpB,2026-01-12T03:00:00Z,1,1,1,1,5\nBACpB,2026-01-17T15:00:00Z,1,1,1,1,5\n",
                    Interval::m1);
  EXPECT_EQ(r.changed, 4U);
  ASSERT_EQ(r.notes.size(), 2U);
  EXPECT_NE(r.notes[0].find("2 bars outside every session, the first BACpB 2026-01-12T03:00:00Z"),
            std::string::npos)
      << r.notes[0];
  EXPECT_TRUE(r.notes[1].starts_with("aaa is in small letters")) << r.notes[1];
  EXPECT_TRUE(d.import_text(std::string(kHead) + "A,2026-01-17T15:00:00Z,1,1,1,1,5\n", Interval::m1, "always")
                  .notes.empty());
}

TEST(ImportFile, headers_in_capitals_and_the_usual_ways_to_write_a_date_are_read) {
  DataStore d("sqlite");
  const ImportReport r = d.import_text(
      "Ticker,Date,Open,High,Low,Close,Volume\nA,2018-01-04,1,1,1,1,5\nA,20180105,1,1,1,1,5\nA,2018/01/"
      "08,1,1,1,1,5\n",
      Interval::d1);
  EXPECT_EQ(r.changed, 3U) << (r.listed.empty() ? "" : r.listed[0].why);
  DataStore both("sqlite");
  EXPECT_EQ(
      both.import_text("symbol,date,open,high,low,close,Close,volume\nA,2018-01-04,1,1,1,1,9,5\n", Interval::d1)
          .changed,
      1U);
  EXPECT_EQ(both.days().at(0).close, price("1")) << "our own spelling comes first";
  ImportBarsOptions options;
  options.interval = Interval::d1;
  options.file = d.write("semicolons.csv", "symbol;date;open;high;low;close;volume\nA;2018-01-04;1;1;1;1;5\n");
  EXPECT_NE(d.import(options).error().text.find("apart by commas"), std::string::npos);
  options.file = d.write("names.csv", "a,b\n1,2\n");
  EXPECT_NE(d.import(options).error().text.find("no column symbol, date, open"), std::string::npos)
      << d.import(options).error().text;
}

TEST(ImportFile, a_file_without_rows_is_an_error) {
  EXPECT_NE(refusal(kHead, Interval::m1).find("has no row; nothing was stored"), std::string::npos);
  EXPECT_NE(refusal(std::string(kHead) + "\n\n", Interval::m1).find("has no row"), std::string::npos);
}

}  // namespace
}  // namespace tickbard::test
