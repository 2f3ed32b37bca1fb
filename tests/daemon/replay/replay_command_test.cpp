#include <gtest/gtest.h>
#include <sqlite3.h>

#include "tests/daemon/replay/replay_support.hpp"

namespace tickbard::test {
namespace {

using std::literals::operator""s;

/// 2026-11-20 14:30:00 UTC (09:30 in New York, a session), plus seconds and nanoseconds.
std::string at(int seconds, int nanos = 0) {
  return std::to_string(1'795'185'000'000'000'000LL + seconds * 1'000'000'000LL + nanos);
}

ReplayOptions ticks(const std::filesystem::path& file) {
  ReplayOptions o;
  o.file = file;
  o.out = "-";
  return o;
}

/// Every row of every table, as text.
std::string contents_of(const std::filesystem::path& database) {
  sqlite3* db = nullptr;
  EXPECT_EQ(sqlite3_open(database.c_str(), &db), SQLITE_OK);
  std::string all;
  const auto query = [&](const std::string& sql) {
    std::vector<std::string> lines;
    sqlite3_stmt* statement = nullptr;
    EXPECT_EQ(sqlite3_prepare_v2(db, sql.c_str(), -1, &statement, nullptr), SQLITE_OK) << sql;
    while (sqlite3_step(statement) == SQLITE_ROW) {
      std::string line;
      for (int c = 0; c < sqlite3_column_count(statement); ++c) {
        const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement, c));
        line += (text ? text : "null") + "|"s;
      }
      lines.push_back(line);
    }
    sqlite3_finalize(statement);
    return lines;
  };
  for (std::string table : query("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")) {
    table.pop_back();
    all += table + "\n";
    for (const std::string& line : query("SELECT * FROM \"" + table + "\"")) all += line + "\n";
  }
  sqlite3_close(db);
  return all;
}

const std::string kHeader = "symbol,timestamp,open,high,low,close,volume,vwap,trade_count,revision,quality\n";

TEST(Replay, bars_come_out_sorted_exact_and_complete_where_we_listened_for_the_whole_minute) {
  TempFolder folder;
  const std::string csv = "symbol,ts_ns,price,size\n"s +                  //
                          "B," + at(0) + ",10.50,1\n" +                   //
                          "A," + at(1) + ",0.00001234,0.00000001\n" +     //
                          "A," + at(59, 999'999'999) + ",745000,2.5\n" +  //
                          "B," + at(60) + ",11,3\n" +                     //
                          "A," + at(61) + ",5,1\n" +                      //
                          "B," + at(119) + ",10,1\n" +                    //
                          "A," + at(121) + ",6,1\n";
  const Ran ran = run(ticks(folder.write("t.csv", csv)));
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_EQ(ran.out,
            kHeader +  //
                "A,2026-11-20T14:30:00Z,0.00001234,745000,0.00001234,745000,2.50000001,744999.99702,2,1,0\n"
                "B,2026-11-20T14:30:00Z,10.5,10.5,10.5,10.5,1,10.5,1,1,0\n"
                "A,2026-11-20T14:31:00Z,5,5,5,5,1,5,1,1,0\n"
                "B,2026-11-20T14:31:00Z,11,11,10,10,4,10.75,2,1,0\n"
                "A,2026-11-20T14:32:00Z,6,6,6,6,1,6,1,1,3\n");
  EXPECT_NE(ran.err.find("7 ticks received: 7 counted"), std::string::npos) << ran.err;
  EXPECT_NE(ran.err.find("conservation holds"), std::string::npos) << ran.err;
}

TEST(Replay, the_first_minute_is_partial_unless_its_first_tick_is_on_the_boundary) {
  TempFolder folder;
  for (const int first : {0, 1}) {
    const Ran ran = run(ticks(folder.write("t.csv", "symbol,ts_ns,price,size\nA," + at(first) + ",1,1\nA," +
                                                        at(70) + ",1,1\nA," + at(130) + ",1,1\n")));
    const auto bars = rows(ran.out);
    ASSERT_EQ(bars.size(), 3U);
    EXPECT_EQ(bars[0].at("quality"), first == 0 ? "0" : "1");
    EXPECT_EQ(bars[1].at("quality"), "0");
  }
}

TEST(Replay, T022_T025_late_ticks_amend_their_own_minute_and_only_the_final_revision_is_printed) {
  TempFolder folder;
  const std::string csv = "symbol,ts_ns,price,size,id\nA," + at(0) + ",10,1,1\nA," + at(50) + ",11,1,2\nA," +
                          at(70) + ",20,1,3\nA," + at(30) + ",15,1,4\nA," + at(130) + ",21,1,5\n";
  const auto bars = rows(run(ticks(folder.write("t.csv", csv))).out);
  ASSERT_EQ(bars.size(), 3U);
  EXPECT_EQ(bars[0].at("high"), "15");
  EXPECT_EQ(bars[0].at("close"), "11");
  EXPECT_EQ(bars[0].at("trade_count"), "3");
  EXPECT_EQ(bars[0].at("revision"), "2");
  EXPECT_EQ(bars[0].at("quality"), "4");
  EXPECT_EQ(bars[1].at("open"), "20");
}

TEST(Replay, T023_a_tick_beyond_the_amend_window_is_counted_not_used) {
  TempFolder folder;
  const Ran ran = run(ticks(folder.write("t.csv", "symbol,ts_ns,price,size\nA," + at(0) + ",10,1\nA," + at(2000) +
                                                      ",11,1\nA," + at(30) + ",15,1\nA," + at(2100) + ",12,1\n")));
  EXPECT_EQ(ran.code, 0);
  EXPECT_NE(ran.err.find("1 too late"), std::string::npos) << ran.err;
  EXPECT_EQ(rows(ran.out)[0].at("trade_count"), "1");
}

TEST(Replay, broken_lines_are_named_and_not_fatal) {
  TempFolder folder;
  std::string csv = "symbol,ts_ns,price,size\nA," + at(0) + ",10,1\n";
  for (int i = 0; i < 8; ++i) csv += "A," + at(i) + ",zero,1\n";
  csv += "\nA," + at(90) + ",11,1\n";
  const Ran ran = run(ticks(folder.write("t.csv", csv)));
  EXPECT_EQ(ran.code, 0);
  EXPECT_NE(ran.err.find("line 3: price \"zero\" (bad_price)\n"), std::string::npos) << ran.err;
  EXPECT_EQ(ran.err.find("line 8:"), std::string::npos) << "only the first few";
  EXPECT_NE(ran.err.find("further broken lines are only counted"), std::string::npos);
  EXPECT_NE(ran.err.find("8 rejected (bad_price 8)"), std::string::npos) << ran.err;
  EXPECT_NE(ran.err.find("10 ticks received: 2 counted"), std::string::npos) << ran.err;
}

TEST(Replay, T043_conditions_mean_what_the_provider_says) {
  TempFolder folder;
  const std::string csv = "symbol,ts_ns,price,size,conditions,tape\nSPY," + at(0) + ",100,100,,2\nSPY," + at(1) +
                          ",130,5,37,2\nSPY," + at(70) + ",101,100,,2\n";
  auto o = ticks(folder.write("t.csv", csv));
  EXPECT_EQ(rows(run(o).out)[0].at("high"), "130") << "without a provider every print counts";
  o.provider = "polygon";
  const auto bars = rows(run(o).out);
  EXPECT_EQ(bars[0].at("high"), "100");
  EXPECT_EQ(bars[0].at("volume"), "105");
  EXPECT_EQ(bars[0].at("trade_count"), "2");
}

TEST(Replay, a_minute_of_volume_only_prints_makes_no_bar_and_is_accounted_for) {
  TempFolder folder;
  auto o = ticks(folder.write("t.csv", "symbol,ts_ns,price,size,conditions,tape\nSPY," + at(0) + ",100,5,37,2\n"));
  o.provider = "polygon";
  const Ran ran = run(o);
  EXPECT_EQ(ran.code, 0);
  EXPECT_EQ(ran.out, kHeader);
  EXPECT_NE(ran.err.find("1 volume only"), std::string::npos) << ran.err;
  EXPECT_NE(ran.err.find(" 0 held"), std::string::npos) << ran.err;
}

TEST(Replay, T035_twice_into_the_same_store_changes_nothing) {
  TempFolder folder;
  std::string csv = "symbol,ts_ns,price,size,id\n";
  for (int i = 0; i < 2000; ++i) {
    csv += (i % 3 == 0 ? "A,"s : "B,"s) + at(i / 4 - (i % 50 == 0 ? 40 : 0), i) + "," +
           std::to_string(10 + i % 7 + i / 300) + ".25,1.5," + std::to_string(i + 1) + "\n";
  }
  csv += "A," + at(0) + ",bad,1,1\n";
  ReplayOptions o;
  o.file = folder.write("t.csv", csv);
  o.store = "sqlite:bars.db";
  o.base = folder.path();
  const Ran first = run(o);
  EXPECT_EQ(first.code, 0) << first.err;
  const auto dump = [&] { return contents_of(folder.path() / "bars.db"); };
  const std::string before = dump();
  EXPECT_NE(before.find("price_bars"), std::string::npos);
  EXPECT_GT(before.size(), 1000U);
  const Ran second = run(o);
  EXPECT_EQ(second.code, 0) << second.err;
  EXPECT_NE(second.err.find(": 0 rows new or better"), std::string::npos) << second.err;
  EXPECT_EQ(dump(), before);
}

TEST(Replay, without_a_store_or_output_it_prints_the_summary_only) {
  TempFolder folder;
  auto o = ticks(folder.write("t.csv", "symbol,ts_ns,price,size\nA," + at(0) + ",10,1\n"));
  o.out.clear();
  const Ran ran = run(o);
  EXPECT_EQ(ran.code, 0);
  EXPECT_EQ(ran.out, "");
  EXPECT_NE(ran.err.find("1 ticks received"), std::string::npos);
}

TEST(Replay, bars_can_go_to_a_file) {
  TempFolder folder;
  auto o = ticks(folder.write("t.csv", "symbol,ts_ns,price,size\nA," + at(0) + ",10,1\n"));
  o.out = folder.path() / "bars.csv";
  EXPECT_EQ(run(o).code, 0);
  std::ifstream in(o.out);
  EXPECT_EQ(rows(in).size(), 1U);
  o.out = folder.path() / "no-such-folder" / "bars.csv";
  const Ran ran = run(o);
  EXPECT_EQ(ran.code, 1);
  EXPECT_NE(ran.err.find("cannot write"), std::string::npos) << ran.err;
}

TEST(Replay, mistakes_are_told_all_at_once_with_what_is_allowed) {
  ReplayOptions o;
  o.format = ReplayFormat::frames;
  o.calendar = "lse";
  o.symbol = "A";
  const Ran ran = run(o);
  EXPECT_EQ(ran.code, 2);
  for (const std::string part :
       {"name the file", "--provider", "xnys or always", "--symbol belong to --format ticks"}) {
    EXPECT_NE(ran.err.find(part), std::string::npos) << part << " in " << ran.err;
  }
}

TEST(Replay, what_cannot_be_read_is_named) {
  TempFolder folder;
  const auto complaint = [&](const std::string& text) {
    const Ran ran = run(ticks(folder.write("t.csv", text)));
    EXPECT_EQ(ran.code, 1);
    return ran.err;
  };
  EXPECT_NE(complaint("").find("t.csv is empty"), std::string::npos);
  EXPECT_NE(complaint("a,b\n").find("names no column symbol, ts_ns, price, size"), std::string::npos);
  auto o = ticks(folder.path() / "none.csv");
  EXPECT_NE(run(o).err.find("cannot open"), std::string::npos);
  o = ticks(folder.write("t.csv", "symbol,ts_ns,price,size\n"));
  o.store = "oracle:x";
  EXPECT_EQ(run(o).code, 1);
}

TEST(Replay, every_line_that_is_no_frame_is_counted_by_its_number_also_in_a_row_and_at_the_end) {
  TempFolder folder;
  const std::string trade =
      R"([{"ev":"T","sym":"A","x":4,"i":"1","z":3,"p":10,"s":1,"c":[],"t":1795185001000,"q":1}])";
  auto o = ticks(folder.write("f.jsonl", "one\ntwo\n" + trade + "\nfour\nfive\n"));
  o.format = ReplayFormat::frames;
  o.provider = "polygon";
  const Ran ran = run(o);
  EXPECT_EQ(ran.code, 0);
  for (const std::string part : {"line 1: is no JSON", "line 2: is no JSON", "line 4: is no JSON",
                                 "line 5: is no JSON", "1 counted", "4 broken lines; conservation holds"})
    EXPECT_NE(ran.err.find(part), std::string::npos) << part << " in " << ran.err;
}

TEST(Replay, a_file_without_one_usable_trade_is_no_success) {
  TempFolder folder;
  auto o = ticks(folder.write("t.csv", "symbol,ts_ns,price,size\nA,soon,10,1\nB,later,10,1\n"));
  Ran ran = run(o);
  EXPECT_EQ(ran.code, 1);
  EXPECT_NE(ran.err.find("t.csv could be used: 2 broken lines"), std::string::npos) << ran.err;
  o.file = folder.write("f.jsonl", "{\"recv_ns\":1,\"raw\":\"nothing\"}\n");
  o.format = ReplayFormat::frames;
  o.provider = "polygon";
  ran = run(o);
  EXPECT_EQ(ran.code, 1);
  EXPECT_NE(ran.err.find("f.jsonl could be used: 1 broken lines"), std::string::npos) << ran.err;
  o.file = folder.write("g.jsonl", R"([{"ev":"status","status":"connected","message":"x"}])");
  EXPECT_EQ(run(o).code, 0) << "a quiet recording is a whole one";
}

TEST(ReplayFrames, messages_without_a_time_go_by_their_trades) {
  TempFolder folder;
  ReplayOptions o;
  o.file = folder.write("f.jsonl",
                        R"([{"ev":"status","status":"connected","message":"x"}])"
                        "\n"
                        R"([{"ev":"T","sym":"A","i":"1","x":4,"p":10.5,"s":100,"t":1795185000000,"q":1,"z":1}])"
                        "\n"
                        "what is this\n"
                        R"([{"ev":"T","sym":"A","i":"2","x":4,"p":11,"s":100,"t":1795185060000,"q":2,"z":1},)"
                        R"({"ev":"T","sym":"A","i":"1","x":4,"p":10.5,"s":100,"t":1795185000000,"q":1,"z":1}])"
                        "\n");
  o.format = ReplayFormat::frames;
  o.provider = "polygon";
  o.out = "-";
  const Ran ran = run(o);
  EXPECT_EQ(ran.code, 0) << ran.err;
  const auto bars = rows(ran.out);
  ASSERT_EQ(bars.size(), 2U) << ran.out;
  EXPECT_EQ(bars[0].at("timestamp"), "2026-11-20T14:30:00Z");
  EXPECT_EQ(bars[0].at("volume"), "100");
  EXPECT_NE(ran.err.find("1 duplicate"), std::string::npos) << ran.err;
  EXPECT_NE(ran.err.find("line 3: is no JSON frame"), std::string::npos) << ran.err;
}

TEST(ReplayFrames, a_csv_is_no_recording) {
  TempFolder folder;
  ReplayOptions o;
  o.file = folder.write("f.csv", "symbol,ts_ns,price,size\nA," + at(0) + ",10,1\n");
  o.format = ReplayFormat::frames;
  o.provider = "polygon";
  o.out = "-";
  Ran ran = run(o);
  EXPECT_EQ(ran.code, 1);
  EXPECT_EQ(ran.out, "") << "no header over nothing";
  EXPECT_NE(ran.err.find("f.csv is no recording"), std::string::npos) << ran.err;
  EXPECT_EQ(ran.err.find("conservation"), std::string::npos) << ran.err;
  o.file = folder.write("empty.jsonl", "\n\n");
  ran = run(o);
  EXPECT_EQ(ran.code, 1);
  EXPECT_NE(ran.err.find("holds no frame"), std::string::npos) << ran.err;
}

TEST(Replay, a_file_that_is_refused_gives_no_header_and_no_summary) {
  TempFolder folder;
  for (const char* text : {"", "a,b,c\n1,2,3\n"}) {
    const Ran ran = run(ticks(folder.write("f.csv", text)));
    EXPECT_EQ(ran.code, 1);
    EXPECT_EQ(ran.out, "");
    EXPECT_EQ(ran.err.find("ticks received"), std::string::npos) << ran.err;
  }
}

TEST(Replay, a_line_that_is_refused_is_kept_in_the_event_log) {
  TempFolder folder;
  ReplayOptions o = ticks(folder.write(
      "f.csv", "symbol,ts_ns,price,size\nA," + at(0) + ",1,1\nA," + at(1) + ",zero,1\nA," + at(2) + ",1,1\n"));
  o.store = "sqlite:" + (folder.path() / "s.db").string();
  ASSERT_EQ(run(o).code, 0);
  EXPECT_NE(contents_of(folder.path() / "s.db").find("bad_price: A," + at(1) + ",zero,1"), std::string::npos);
}

TEST(Replay, it_runs_by_the_options_it_is_given) {
  TempFolder folder;
  const auto file = folder.write("t.csv", "symbol,ts_ns,price,size\nA," + at(0) + ",10,1\nA," + at(1) +
                                              ",11,1\nA," + at(200) + ",11,1\nA," + at(30) + ",12,1\n");
  const Ran plain = run(ticks(file));
  EXPECT_NE(plain.err.find("1 alerts"), std::string::npos) << plain.err;
  EXPECT_NE(plain.err.find(" 0 too late"), std::string::npos) << plain.err;
  MarketOptions options;
  options.alerts.threshold_ppm = 200'000;
  options.amend_window = std::chrono::minutes{1};
  const Ran other = run(ticks(file), options);
  EXPECT_NE(other.err.find("0 alerts"), std::string::npos) << other.err;
  EXPECT_NE(other.err.find(" 1 too late"), std::string::npos) << other.err;
}

TEST(Replay, rows_of_conditions_csv_hold_as_in_the_daemon) {
  TempFolder folder;
  ReplayOptions o = ticks(folder.write(
      "t.csv", "symbol,ts_ns,price,size,conditions\nA," + at(0) + ",10,1,\nA," + at(1) + ",11,1,37\n"));
  o.provider = "polygon";
  const Ran plain = run(o);
  const Ran other =
      run(o, {}, "set,tape,code,name,open_close,high_low,volume,role\npolygon,*,37,Odd lot,y,y,y,\n");
  ASSERT_EQ(plain.code, 0) << plain.err;
  ASSERT_EQ(other.code, 0) << other.err;
  EXPECT_NE(plain.out, other.out);
}

TEST(ReplayOptions, columns_map_our_names_to_the_files) {
  const auto columns = parse_replay_columns("price=bid,size=bid_size");
  ASSERT_TRUE(columns);
  EXPECT_EQ(columns->at("price"), "bid");
  EXPECT_EQ(columns->at("size"), "bid_size");
  for (const std::string text : {"price", "price=", "cost=bid", "=bid", "price=a,,x"}) {
    EXPECT_FALSE(parse_replay_columns(text)) << text;
  }
  EXPECT_EQ(*parse_replay_format("frames"), ReplayFormat::frames);
  EXPECT_FALSE(parse_replay_format("csv"));
}

}  // namespace
}  // namespace tickbard::test
