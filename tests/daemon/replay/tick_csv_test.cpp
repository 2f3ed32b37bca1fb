#include "daemon/replay/tick_csv.hpp"

#include <gtest/gtest.h>

#include "tests/daemon/replay/replay_support.hpp"

namespace tickbard::test {
namespace {

TickCsv csv_of(const std::string& header, TickCsvOptions options = {}) {
  auto csv = TickCsv::from_header(header, std::move(options));
  EXPECT_TRUE(csv) << (csv ? "" : csv.error().text);
  return std::move(*csv);
}

TEST(TickCsv, every_column_in_any_order_and_unknown_ones_beside) {
  TickCsv csv = csv_of("id,seq,side,exchange,tape,conditions,size,price,ts_ns,symbol");
  FeedEvent e;
  csv.read("77,8,buy,19,C,14;37;41,0.25,114.3800,1649169893847000000,TSLA", e);
  ASSERT_EQ(e.kind, FeedEventKind::trade);
  EXPECT_EQ(e.tick.symbol.view(), "TSLA");
  EXPECT_EQ(to_text(e.tick.price), "114.38");
  EXPECT_EQ(to_text(e.tick.size), "0.25");
  EXPECT_EQ(to_unix_nanos(e.tick.event_time), 1649169893847000000);
  ASSERT_EQ(e.tick.conditions.count, 3);
  EXPECT_EQ(e.tick.conditions.code[1], 37);
  EXPECT_EQ(e.tick.tape, Tape::c);
  EXPECT_EQ(e.tick.exchange, 19);
  EXPECT_EQ(e.tick.sequence, 8U);
  EXPECT_EQ(e.tick.id, TradeId::from_number(77));
}

TEST(TickCsv, letters_of_the_sip_and_empty_optional_fields) {
  TickCsvOptions o;
  o.codes = ConditionCodes::letters;
  TickCsv csv = csv_of("symbol,ts_ns,price,size,conditions,tape,exchange,seq,id", o);
  FeedEvent e;
  csv.read("A,1649169893847000000,1,1,@;4; ,A,K,,51e0-uuid", e);
  ASSERT_EQ(e.kind, FeedEventKind::trade) << csv.complaint();
  EXPECT_EQ(e.tick.conditions.count, 3);
  EXPECT_EQ(e.tick.conditions.code[0], '@');
  EXPECT_EQ(e.tick.conditions.code[1], '4') << "a letter, not the number";
  EXPECT_EQ(e.tick.conditions.code[2], ' ');
  EXPECT_EQ(e.tick.exchange, 'K');
  EXPECT_EQ(e.tick.id, TradeId::from_text("51e0-uuid"));
  csv.read("A,1649169893847000000,1,1,,,,,", e);
  ASSERT_EQ(e.kind, FeedEventKind::trade);
  EXPECT_EQ(e.tick.conditions.count, 0);
  EXPECT_FALSE(e.tick.id);
}

TEST(TickCsv, an_id_means_what_it_means_in_a_feed) {
  TickCsv csv = csv_of("symbol,ts_ns,price,size,id");
  FeedEvent e;
  for (const char* id : {"7", "007", "9223372036854775807", "9223372036854775808", "18446744073709551615", "-7"}) {
    csv.read(std::string("A,1649169893847000000,1,1,") + id, e);
    ASSERT_EQ(e.kind, FeedEventKind::trade) << csv.complaint();
    EXPECT_EQ(e.tick.id, TradeId::from_text(id)) << id;
  }
  EXPECT_FALSE(TradeId::from_text("007") == TradeId::from_number(7));
}

TEST(TickCsv, what_a_condition_may_be_depends_on_the_provider) {
  struct Case {
    ConditionCodes codes;
    std::string field;
    int count;  // -1: rejected
    int last;
  };
  for (const Case& k : {Case{ConditionCodes::any, "37", 1, 37}, Case{ConditionCodes::any, "I", 1, 'I'},
                        Case{ConditionCodes::numbers, "14; 37", 2, 37}, Case{ConditionCodes::numbers, "I", -1, 0},
                        Case{ConditionCodes::letters, "37", -1, 0}, Case{ConditionCodes::letters, "7", 1, '7'},
                        Case{ConditionCodes::numbers, "", 0, 0}, Case{ConditionCodes::numbers, ";", -1, 0}}) {
    TickCsvOptions o;
    o.codes = k.codes;
    TickCsv csv = csv_of("symbol,ts_ns,price,size,conditions", o);
    FeedEvent e;
    csv.read("A,1649169893847000000,1,1," + k.field, e);
    ASSERT_EQ(e.kind, k.count < 0 ? FeedEventKind::rejected : FeedEventKind::trade) << k.field;
    if (k.count < 0) continue;
    ASSERT_EQ(e.tick.conditions.count, k.count) << k.field;
    if (k.count > 0) {
      EXPECT_EQ(e.tick.conditions.code[static_cast<std::size_t>(k.count - 1)], k.last) << k.field;
    }
  }
}

TEST(TickCsv, a_symbol_and_names_from_the_command_line) {
  TickCsvOptions o;
  o.symbol = "EURUSD";
  o.columns = {{"price", "bid"}, {"size", "bid_size"}};
  TickCsv csv = csv_of("ts_ns,bid,ask,bid_size,ask_size", o);
  FeedEvent e;
  csv.read("1549238400994000000,1.14543,1.14545,2.06,1.0", e);
  ASSERT_EQ(e.kind, FeedEventKind::trade);
  EXPECT_EQ(e.tick.symbol.view(), "EURUSD");
  EXPECT_EQ(to_text(e.tick.price), "1.14543");
  EXPECT_EQ(to_text(e.tick.size), "2.06");
}

TEST(TickCsv, T041_us_equities_get_their_canonical_form) {
  TickCsvOptions o;
  o.equity_symbols = true;
  TickCsv csv = csv_of("symbol,ts_ns,price,size", o);
  FeedEvent e;
  csv.read("brk/b,1549238400994000000,1,1", e);
  EXPECT_EQ(e.tick.symbol.view(), "BRK.B");
}

TEST(TickCsv, a_missing_column_is_named_with_those_that_are_there) {
  const auto complaint = [](const std::string& header, TickCsvOptions o = {}) {
    const auto csv = TickCsv::from_header(header, std::move(o));
    return csv ? std::string("accepted") : csv.error().text;
  };
  EXPECT_EQ(complaint("symbol,ts_ns,price"),
            "the first line names no column size; it has: symbol, ts_ns, price. "
            "Map names with --columns price=NAME,size=NAME");
  EXPECT_NE(complaint("ts_ns,price,size").find("give --symbol NAME"), std::string::npos);
  TickCsvOptions mapped;
  mapped.columns = {{"id", "trade_no"}};
  EXPECT_NE(complaint("symbol,ts_ns,price,size", mapped).find("no column trade_no"), std::string::npos);
  EXPECT_EQ(complaint("\xEF\xBB\xBFsymbol, ts_ns ,\"price\",size\r"), "accepted");
}

TEST(TickCsv, T037_a_broken_line_is_rejected_with_its_reason_and_the_field) {
  TickCsv csv = csv_of("symbol,ts_ns,price,size,conditions,tape,seq");
  struct Case {
    std::string line;
    Reject reason;
    std::string complaint;
  };
  for (const Case& k :
       std::vector<Case>{{"A,1649169893847000000,0,1,,,", Reject::bad_price, "price \"0\""},
                         {"A,1649169893847000000,-1,1,,,", Reject::bad_price, "price \"-1\""},
                         {"A,1649169893847000000,NaN,1,,,", Reject::bad_price, "price \"NaN\""},
                         {"A,1649169893847000000,9223372036.854775807,1,,,", Reject::bad_price, "price"},
                         {"A,1649169893847000000,1,0,,,", Reject::bad_size, "size \"0\""},
                         {"A,1649169893847000000,1,,,,", Reject::bad_size, "size \"\""},
                         {"A,now,1,1,,,", Reject::bad_time, "ts_ns \"now\""},
                         {"A,12,1,1,,,", Reject::bad_time, "ts_ns \"12\" (bad_time): allowed is whole"},
                         {",1649169893847000000,1,1,,,", Reject::bad_symbol, "symbol \"\""},
                         {"A B,1649169893847000000,1,1,,,", Reject::bad_symbol, "symbol \"A B\""},
                         {"A,1649169893847000000,1,1,xx,,", Reject::malformed, "conditions \"xx\""},
                         {"A,1649169893847000000,1,1,,Q,", Reject::malformed, "tape \"Q\""},
                         {"A,1649169893847000000,1,1,,,x", Reject::malformed, "seq \"x\""},
                         {"A,1649169893847000000,1,1", Reject::malformed, "7 fields"},
                         {"A,1649169893847000000,1,1,,,,,", Reject::malformed, "7 fields"}}) {
    FeedEvent e;
    csv.read(k.line, e);
    EXPECT_EQ(e.kind, FeedEventKind::rejected) << k.line;
    EXPECT_EQ(e.reject, k.reason) << k.line << ": " << name_of(e.reject);
    EXPECT_NE(csv.complaint().find(k.complaint), std::string::npos) << csv.complaint();
  }
  FeedEvent good;
  csv.read("A,1649169893847000000,1,1,,,", good);
  EXPECT_EQ(good.kind, FeedEventKind::trade) << "a broken line leaves nothing behind";
}

}  // namespace
}  // namespace tickbard::test
