#include <array>
#include <random>

#include "daemon/data/bar_rows.hpp"
#include "tests/daemon/data/data_support.hpp"

namespace tickbard::test {
namespace {

using Fields = std::vector<std::string>;

constexpr std::array<ColumnRule, 3> kRules{{{"a", true}, {"b"}, {"c"}}};

Fields fields(std::string_view line) {
  std::vector<std::string_view> out;
  std::vector<std::string> unquoted;
  if (!CsvColumns::fields_of(line, out, unquoted)) return {"UNREADABLE"};
  return {out.begin(), out.end()};
}

TEST(CsvColumns, quotes_blanks_and_commas_are_told_apart) {
  EXPECT_EQ(fields("1,2,3"), (Fields{"1", "2", "3"}));
  EXPECT_EQ(fields(""), Fields{""});
  EXPECT_EQ(fields(",,"), (Fields{"", "", ""}));
  EXPECT_EQ(fields(R"("Alphabet, Inc.",GOOG)"), (Fields{"Alphabet, Inc.", "GOOG"}));
  EXPECT_EQ(fields(R"( "a ""b"" c" , d )"), (Fields{R"(a "b" c)", "d"}));
  EXPECT_EQ(fields(R"("",x)"), (Fields{"", "x"}));
  EXPECT_EQ(fields(R"(5" pipe,x)"), (Fields{R"(5" pipe)", "x"})) << "a quote within a field is a letter";
  EXPECT_EQ(fields(R"("open,x)"), Fields{"UNREADABLE"});
  EXPECT_EQ(fields(R"("a"b,x)"), Fields{"UNREADABLE"});
  EXPECT_EQ(fields(R"("a","b","c","d","e","f")"), (Fields{"a", "b", "c", "d", "e", "f"}));
}

TEST(CsvColumns, columns_are_found_by_name_whatever_their_order) {
  auto csv = CsvColumns::from_header("\xEF\xBB\xBFx, c ,\"theirs\"", kRules, {{"a", "theirs"}}).value();
  ASSERT_TRUE(csv.split("1,2,3"));
  EXPECT_EQ(csv.field(0), "3");
  EXPECT_EQ(csv.field(1), "");
  EXPECT_EQ(csv.field(2), "2");
  EXPECT_FALSE(csv.has(1));
  EXPECT_FALSE(csv.split("1,2"));
  EXPECT_FALSE(csv.split("1,2,3,4"));
}

TEST(CsvColumns, what_is_missing_is_named_with_what_is_there) {
  const auto csv = CsvColumns::from_header("x,y", kRules, {{"b", "bee"}});
  ASSERT_FALSE(csv);
  EXPECT_NE(csv.error().text.find("no column a, bee; it has: x, y"), std::string::npos) << csv.error().text;
  EXPECT_EQ(parse_column_names("a=x,c=y", kRules).value(), (ColumnNames{{"a", "x"}, {"c", "y"}}));
  for (const char* wrong : {"a", "a=", "d=x", "a=x,d=y"}) {
    const auto names = parse_column_names(wrong, kRules);
    ASSERT_FALSE(names) << wrong;
    EXPECT_NE(names.error().text.find("NAME one of a, b, c"), std::string::npos) << names.error().text;
  }
}

TEST(ZonedTime, local_times_are_read_by_the_clocks_of_the_zone_on_both_sides_of_each_change) {
  const auto ny = ZonedTime::named("America/New_York").value();
  for (const auto& [text, utc] : std::vector<std::pair<std::string, std::string>>{
           {"2026-11-20 09:30", "2026-11-20T14:30:00Z"},
           {"2026-07-01T09:30:00", "2026-07-01T13:30:00Z"},
           {"2026-03-08 01:59", "2026-03-08T06:59:00Z"},  // clocks go forward at 02:00
           {"2026-03-08 03:00", "2026-03-08T07:00:00Z"},
           {"2026-11-01 00:59", "2026-11-01T04:59:00Z"},  // and back at 02:00
           {"2026-11-01 02:00", "2026-11-01T07:00:00Z"},
           {"2026-11-01T01:30:00-04:00", "2026-11-01T05:30:00Z"},
           {"2026-11-01T01:30:00-05:00", "2026-11-01T06:30:00Z"},
           {"1763649000", "2025-11-20T14:30:00Z"},
           {"1763649000000000000", "2025-11-20T14:30:00Z"}}) {
    const auto read = ny.read(text);
    ASSERT_TRUE(read) << text << " " << read.error().text;
    EXPECT_EQ(*read, instant(utc)) << text;
  }
}

TEST(ZonedTime, T007_an_hour_that_clocks_skip_or_repeat_is_refused_with_its_reason) {
  const auto ny = ZonedTime::named("America/New_York").value();
  for (const auto& [text, reason] :
       std::vector<std::pair<std::string, std::string>>{{"2026-03-08 02:30", "does not exist in America/New_York"},
                                                        {"2026-11-01 01:30", "happens twice in America/New_York"},
                                                        {"yesterday", "is no time"},
                                                        {"", "is no time"},
                                                        {"1980-01-01 00:00", "is not within 1990..2099"}}) {
    const auto read = ny.read(text);
    ASSERT_FALSE(read) << text;
    EXPECT_NE(read.error().text.find(reason), std::string::npos) << text << ": " << read.error().text;
  }
  EXPECT_NE(ZonedTime{}.read("2026-11-20 09:30").error().text.find("--zone"), std::string::npos);
  EXPECT_EQ(ZonedTime::named("UTC").value().read("2026-11-20 09:30").value(), instant("2026-11-20T09:30:00Z"));
  EXPECT_FALSE(ZonedTime::named("Mars/Olympus"));
}

BarRows rows_of(std::string_view header, Interval interval, std::string_view calendar = "xnys") {
  BarRowsOptions how;
  how.interval = interval;
  how.calendar = [calendar](const Symbol&) -> const Calendar& { return *book().find(calendar); };
  return BarRows::from_header(header, std::move(how)).value();
}

constexpr std::string_view kMinuteHeader =
    "symbol,timestamp,open,high,low,close,volume,vwap,trade_count,revision,quality";

TEST(BarRows, T037_every_broken_field_of_a_minute_is_named) {
  BarRows rows = rows_of(kMinuteHeader, Interval::m1);
  EXPECT_EQ(rows.read("A,2026-11-20T14:30:00Z,10,10.5,9.5,10.25,100,10.1,3,2,4"), RowKind::bar);
  EXPECT_EQ(rows.bar().close, price("10.25"));
  EXPECT_EQ(rows.bar().revision, 2U);
  EXPECT_EQ(rows.bar().quality, 4U);
  for (const auto& [line, reason] : std::vector<std::pair<std::string, std::string>>{
           {"A B,2026-11-20T14:30:00Z,10,10.5,9.5,10.25,100,,3,2,4", "symbol \"A B\""},
           {"A,2026-11-20T14:30:01Z,10,10.5,9.5,10.25,100,,3,2,4", "not the start of a minute"},
           {"A,2026-11-20 14:30,10,10.5,9.5,10.25,100,,3,2,4", "--zone"},
           {"A,2026-11-20T14:30:00Z,0,10.5,9.5,10.25,100,,3,2,4", "open \"0\""},
           {"A,2026-11-20T14:30:00Z,10,nan,9.5,10.25,100,,3,2,4", "high \"nan\""},
           {"A,2026-11-20T14:30:00Z,10,10.5,,10.25,100,,3,2,4", "low \"\""},
           {"A,2026-11-20T14:30:00Z,10,10.5,9.5,9223372036.854775807,100,,3,2,4", "close"},
           {"A,2026-11-20T14:30:00Z,10,10.5,9.5,10.25,-1,,3,2,4", "volume \"-1\""},
           {"A,2026-11-20T14:30:00Z,10,10.5,9.5,10.25,1e40,,3,2,4", "volume"},
           {"A,2026-11-20T14:30:00Z,10,10.5,9.5,10.25,100,-3,3,2,4", "vwap \"-3\""},
           {"A,2026-11-20T14:30:00Z,10,10.5,9.5,10.25,100,,3.5,2,4", "trade_count \"3.5\""},
           {"A,2026-11-20T14:30:00Z,10,10.5,9.5,10.25,100,,3,4294967296,4", "revision"},
           {"A,2026-11-20T14:30:00Z,10,10.5,9.5,10.25,100,,3,2,32", "quality \"32\""},
           {"A,2026-11-20T14:30:00Z,11,10.5,9.5,10.25,100,,3,2,4", "do not enclose"},
           {"A,2026-11-20T14:30:00Z,10,10.5,9.5,10.25,100,,3,2", "fields as the first line"}}) {
    EXPECT_EQ(rows.read(line), RowKind::broken) << line;
    EXPECT_NE(rows.complaint().find(reason), std::string::npos) << line << ": " << rows.complaint();
  }
}

TEST(BarRows, a_minute_without_a_trade_is_none_and_a_zero_vwap_is_no_vwap) {
  BarRows rows = rows_of("symbol,ts_ns,open,high,low,close,volume,vwap,trade_count", Interval::m1);
  EXPECT_EQ(rows.read("X,1762777020000000000,106038.2,106038.2,106038.2,106038.2,0.00000000,0.0,0"),
            RowKind::empty);
  EXPECT_EQ(rows.read("X,1762777140000000000,106038.3,106038.3,106038.3,106038.3,0.00032101,0.0,1"), RowKind::bar);
  EXPECT_EQ(rows.bar().vwap, std::nullopt);
  EXPECT_EQ(rows.bar().quality, quality::kBackfilled);
}

TEST(BarRows, T086_longer_bars_begin_where_bars_of_their_session_begin) {
  BarRows hours = rows_of(kMinuteHeader, Interval::h1);
  const auto kind = [&](BarRows& rows, const std::string& time) {
    return rows.read("A," + time + ",10,10,10,10,1,,1,1,0");
  };
  EXPECT_EQ(kind(hours, "2026-11-20T14:30:00Z"), RowKind::bar);
  EXPECT_EQ(kind(hours, "2026-11-20T15:00:00Z"), RowKind::broken);
  EXPECT_EQ(kind(hours, "2026-11-21T14:30:00Z"), RowKind::broken) << "a Saturday";
  BarRows fives = rows_of(kMinuteHeader, Interval::m5, "always");
  EXPECT_EQ(kind(fives, "2026-11-21T14:35:00Z"), RowKind::bar);
  EXPECT_EQ(kind(fives, "2026-11-21T14:36:00Z"), RowKind::broken);
}

TEST(BarRows, T113_a_day_is_a_session_however_it_is_written) {
  BarRows rows = rows_of("symbol,date,open,high,low,close,volume", Interval::d1);
  const auto session = [&](const std::string& date) {
    const RowKind kind = rows.read("A," + date + ",10,11,9,10,100");
    return kind == RowKind::bar ? to_text(rows.daily().session) : rows.complaint();
  };
  for (const char* written : {"2026-11-20", "2026-11-20T00:00:00Z", "2026-11-20 00:00:00", "2026-11-20T05:00:00Z",
                              "2026-11-20T16:00:00-05:00", "1795132800000"})
    EXPECT_EQ(session(written), "2026-11-20") << written;
  EXPECT_NE(session("2026-11-21").find("is no session of xnys"), std::string::npos);
  EXPECT_NE(session("2026-11-26").find("is no session of xnys"), std::string::npos) << "Thanksgiving";
  EXPECT_NE(session("2026-02-30").find("is no date"), std::string::npos);
  EXPECT_EQ(session("2026-11-27"), "2026-11-27");
  EXPECT_EQ(rows.daily().expected_bars, 210U) << "a half-day";
}

TEST(BarRows, a_day_with_a_good_close_is_mended_and_one_without_is_broken) {
  BarRows rows = rows_of("symbol,date,open,high,low,close,volume", Interval::d1);
  struct Case {
    const char* prices;
    RowKind kind;
    const char *open, *high, *low;
  };
  for (const Case& c : {Case{"10,11,9,10.5", RowKind::bar, "10", "11", "9"},
                        Case{",,,69.0842", RowKind::mended, "69.0842", "69.0842", "69.0842"},
                        Case{",88.76,88.24,88.72", RowKind::mended, "88.72", "88.76", "88.24"},
                        Case{"23.89,23.595,23.85,24.445", RowKind::mended, "23.89", "24.445", "23.595"},
                        Case{"35.19,35.785,35.085,17.87", RowKind::mended, "35.19", "35.785", "17.87"}}) {
    EXPECT_EQ(rows.read(std::string("A,2026-11-20,") + c.prices + ",5"), c.kind) << c.prices;
    EXPECT_EQ(rows.daily().open, price(c.open)) << c.prices;
    EXPECT_EQ(rows.daily().high, price(c.high)) << c.prices;
    EXPECT_EQ(rows.daily().low, price(c.low)) << c.prices;
    EXPECT_EQ(rows.complaint().empty(), c.kind == RowKind::bar);
  }
  EXPECT_EQ(rows.read("A,2026-11-20,10,11,9,,5"), RowKind::broken);
  EXPECT_EQ(rows.read("A,2026-11-20,-10,11,9,10,5"), RowKind::broken);
  EXPECT_EQ(rows.read("A,2026-11-20,10,11,9,10,"), RowKind::broken);
}

TEST(BarRows, T059_no_bytes_can_do_harm) {
  std::mt19937_64 random(20261121);
  const std::string alphabet = "0123456789.,-+eE\"'TZ: \t\xFF\x00nAa";
  const std::array<std::string, 2> good{"A,2026-11-20T14:30:00Z,10,10.5,9.5,10.25,100,10.1,3,2,4",
                                        "A,2026-11-20,10,11,9,10.5,100"};
  std::array<BarRows, 2> readers{rows_of(kMinuteHeader, Interval::m1),
                                 rows_of("symbol,date,open,high,low,close,volume", Interval::d1)};
  std::size_t bars = 0;
  for (int round = 0; round < 20'000; ++round) {
    const std::size_t which = random() % 2;
    std::string line = good[which];
    for (std::uint64_t n = random() % 4; n > 0 && !line.empty(); --n) {
      const std::size_t at = random() % line.size();
      const char c = alphabet[random() % alphabet.size()];
      switch (random() % 3) {
        case 0:
          line[at] = c;
          break;
        case 1:
          line.insert(at, 1 + random() % 3, c);
          break;
        default:
          line.erase(at, 1 + random() % 5);
      }
    }
    const RowKind kind = readers[which].read(line);
    if (kind == RowKind::broken) {
      EXPECT_FALSE(readers[which].complaint().empty()) << line;
      continue;
    }
    ++bars;
    const Bar& b = readers[0].bar();
    const DailyBar& d = readers[1].daily();
    const auto [low, high, open, close] =
        which == 0 ? std::tie(b.low, b.high, b.open, b.close) : std::tie(d.low, d.high, d.open, d.close);
    EXPECT_TRUE(low.raw > 0 && low <= open && low <= close && high >= open && high >= close) << line;
  }
  EXPECT_GT(bars, 2'000U) << "the mutations left nothing to read";
}

}  // namespace
}  // namespace tickbard::test
