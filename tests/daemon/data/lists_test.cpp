#include <zlib.h>

#include "daemon/data/import_lists.hpp"
#include "sinks/derived/constituents.hpp"
#include "sinks/derived/corporate_actions.hpp"
#include "sinks/derived/instruments.hpp"
#include "sinks/derived/symbol_changes.hpp"
#include "sinks/derived/watchlists.hpp"
#include "tests/daemon/data/data_support.hpp"

namespace tickbard::test {
namespace {

class Lists : public EveryStore {
 protected:
  StoreResult<ListReport> take(ListKind kind, std::string_view text, bool allow_shrink = false,
                               ColumnNames columns = {}) {
    if (!store_) store_ = std::make_unique<DataStore>(GetParam());
    return import_list(
        {store_->write("list", text), kind, name_, std::move(columns), allow_shrink, "xnys", {"mine"}}, book(),
        *store_->tables, instant("2026-11-20T12:00:00Z"));
  }
  Tables& tables() { return *store_->tables; }

  std::unique_ptr<DataStore> store_;
  std::string name_ = "IDX";
};
INSTANTIATE_TEST_SUITE_P(Engines, Lists, ::testing::Values("sqlite", "postgres"),
                         [](const auto& engine) { return engine.param; });

TEST_P(Lists, T160_an_empty_or_shrunken_list_is_refused_and_nothing_changes) {
  EXPECT_EQ(
      take(ListKind::constituents, "symbol,name,sector\nA,\"Aa, Inc.\",Tech\nBRK-B,,\nC,,\nD,,\nE,,\n")->changed,
      5U);
  const auto members = [this] { return read_constituents(tables(), "IDX").value(); };
  ASSERT_EQ(members().size(), 5U);
  EXPECT_EQ(members()[0].name, "Aa, Inc.");
  EXPECT_EQ(members()[1].symbol, symbol("BRK.B"));
  for (const char* list : {"", "\n\n", "[]", "{\"symbols\": []}", "symbol,name,sector\n", "symbol\nA\nC\nD\n",
                           "symbol\nA\nA\nC\nD\n"}) {
    const auto refused = take(ListKind::constituents, list);
    ASSERT_FALSE(refused) << list;
    EXPECT_EQ(members().size(), 5U) << list;
  }
  EXPECT_NE(take(ListKind::constituents, "symbol\nA\n").error().text.find("--allow-shrink"), std::string::npos);
  EXPECT_TRUE(take(ListKind::constituents, "symbol\nA\nC\nD\nE\n")) << "80 % is enough";
  EXPECT_EQ(members().size(), 4U);
  EXPECT_TRUE(take(ListKind::constituents, "[\"A\"]", true));
  EXPECT_EQ(members().size(), 1U);
  EXPECT_EQ(take(ListKind::constituents, "A\n")->changed, 0U);
}

TEST_P(Lists, a_list_with_one_broken_entry_is_refused_whole) {
  for (const char* list : {"symbol\nA\nB C\n", "symbol,name\nA\n", "[\"A\", 5]", "[{\"ticker\": \"A\"}]",
                           "{\"a\": 1}", "{\"a\": [\"A\"], \"b\": [\"B\"]}", "[\"A\"", "ticker,name\nA,x\n"}) {
    const auto refused = take(ListKind::constituents, list);
    ASSERT_FALSE(refused) << list;
    EXPECT_TRUE(read_constituents(tables(), "IDX").value().empty()) << list;
  }
  EXPECT_TRUE(
      take(ListKind::constituents, "[{\"ticker\": \"A\", \"name\": \"Aa\"}]", false, {{"symbol", "ticker"}}));
}

TEST(ListFile, a_damaged_list_is_refused_and_nothing_of_it_is_said_to_be_used) {
  DataStore d("sqlite");
  const auto file = d.folder.path() / "list.gz";
  gzFile zip = gzopen(file.c_str(), "wb");
  gzputs(zip, "symbol\nA\nB\n");
  gzclose(zip);
  const std::string whole = text_of(file);
  const auto cut = d.write("cut.gz", std::string_view(whole).substr(0, whole.size() - 9));
  const auto refused = import_list({cut, ListKind::constituents, "IDX", {}, false}, book(), *d.tables,
                                   instant("2026-11-20T12:00:00Z"));
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().text.find("damaged"), std::string::npos) << refused.error().text;
  EXPECT_EQ(refused.error().text.find("was used"), std::string::npos) << refused.error().text;
  EXPECT_TRUE(read_constituents(*d.tables, "IDX").value().empty());
}

TEST_P(Lists, T160_watchlists_are_plain_lines_too_and_keep_their_members) {
  EXPECT_EQ(take(ListKind::watchlist, "\xEF\xBB\xBFMSFT\nAAPL\n\nBTC-USD\n")->records, 3U);
  const auto list = [this] { return read_watchlists(tables()).value().at(0); };
  EXPECT_EQ(list().symbols, (std::vector{symbol("AAPL"), symbol("BTC-USD"), symbol("MSFT")}));
  EXPECT_FALSE(take(ListKind::watchlist, "MSFT\nAAPL\n"));
  EXPECT_EQ(list().symbols.size(), 3U);
  EXPECT_TRUE(take(ListKind::watchlist, "MSFT\nAAPL\n", true));
  EXPECT_EQ(list().symbols.size(), 2U);
}

TEST_P(Lists, instruments_fill_what_is_given_and_keep_the_rest) {
  EXPECT_EQ(take(ListKind::instruments, "symbol,calendar,name,market_cap,is_active\nA,xnys,Aa,12,0\nB,always,,,\n")
                ->changed,
            2U);
  EXPECT_TRUE(take(ListKind::instruments, "[{\"symbol\": \"A\", \"sector\": \"Tech\", \"market_cap\": 1.3e1}]"));
  const InstrumentRow row = read_instrument(tables(), symbol("A")).value().value();
  EXPECT_EQ(row.calendar, "xnys");
  EXPECT_EQ(row.name, "Aa");
  EXPECT_EQ(row.sector, "Tech");
  EXPECT_EQ(row.market_cap, 13);
  EXPECT_FALSE(row.is_active);
  for (const char* list :
       {"symbol,calendar\nA,mars\n", "symbol,market_cap\nA,1.5\n", "symbol,is_active\nA,perhaps\n"})
    EXPECT_FALSE(take(ListKind::instruments, list)) << list;
}

TEST_P(Lists, T115_a_split_changes_the_factor_and_the_revision_of_the_days_before_it) {
  store_ = std::make_unique<DataStore>(GetParam());
  store_->import_text(
      "symbol,date,open,high,low,close,volume\nA,2026-08-03,10,11,9,10,5\nA,2026-08-04,1,1,1,1,50\n",
      Interval::d1);
  EXPECT_EQ(take(ListKind::splits, "symbol,ex_date,numerator,denominator\nA,2026-08-04,10,1\n")->changed, 1U);
  EXPECT_EQ(take(ListKind::splits, "symbol,ex_date,numerator,denominator\nA,2026-08-04,10,1\n")->changed, 0U);
  std::vector<std::pair<std::string, unsigned>> days;
  stream_daily(tables(), SessionDate{day("2026-08-01")}, SessionDate{day("2026-08-09")}, [&](StoredDaily&& d) {
    days.emplace_back(to_text(d.adj_factor, kAdjFactorDigits), d.bar.revision);
  }).value();
  EXPECT_EQ(days, (std::vector<std::pair<std::string, unsigned>>{{"0.1", 2}, {"1", 1}}));
  for (const char* list :
       {"symbol,ex_date,numerator,denominator\nA,soon,10,1\n",
        "symbol,ex_date,numerator,denominator\nA,2026-08-05,0,1\n", "symbol,ex_date,numerator\nA,2026-08-05,2\n"})
    EXPECT_FALSE(take(ListKind::splits, list)) << list;
  EXPECT_EQ(read_splits(tables())->size(), 1U);
}

TEST_P(Lists, T115_what_looks_back_over_a_new_split_is_computed_anew) {
  constexpr std::string_view kHead = "symbol,ex_date,numerator,denominator\n";
  const auto give = [&](std::string_view row) {
    return take(ListKind::splits, std::string(kHead).append(row)).value();
  };
  const ListReport first = give("A,2026-11-17,2,1\n");
  EXPECT_EQ(store_->marks(), std::vector<std::string>{"2026-11-17"});
  ASSERT_EQ(first.notes.size(), 1U);
  EXPECT_NE(first.notes[0].find("`tickbard derive all --session 2026-11-17..2026-11-20 --calendar xnys`"),
            std::string::npos)
      << first.notes[0];
  store_->clear_marks();
  EXPECT_TRUE(give("A,2026-11-17,2,1\n").notes.empty());
  EXPECT_TRUE(store_->marks().empty()) << "nothing changed";
  EXPECT_EQ(give("A,2026-11-17,3,1\n").changed, 1U);
  EXPECT_EQ(store_->marks(), std::vector<std::string>{"2026-11-17"}) << "a corrected one";
  store_->clear_marks();
  give("A,2026-11-23,2,1\n");
  EXPECT_TRUE(store_->marks().empty()) << "nothing looks back over a split that is yet to come";
  const ListReport closed = give("A,2026-11-14,2,1\n");
  EXPECT_EQ(store_->marks(), std::vector<std::string>{"2026-11-16"}) << "the session after that Saturday";
  EXPECT_EQ(closed.notes.at(0), "the ex_date 2026-11-14 of A is no session of xnys: it counts from 2026-11-16 on");
}

TEST_P(Lists, T115_a_wrong_split_is_taken_back) {
  store_ = std::make_unique<DataStore>(GetParam());
  store_->import_text("symbol,date,open,high,low,close,volume\nA,2026-08-03,10,11,9,10,5\n", Interval::d1);
  constexpr std::string_view kHead = "symbol,ex_date,numerator,denominator\n";
  ASSERT_TRUE(take(ListKind::splits, std::string(kHead) + "A,2026-08-04,10,1\n"));
  store_->clear_marks();
  const auto factor = [&] { return store_->store.raw("SELECT adj_factor = 1 FROM daily_bars"); };
  const std::string before = factor();
  EXPECT_EQ(take(ListKind::splits, std::string(kHead) + "A,2026-08-04,1,1\n")->changed, 1U);
  EXPECT_TRUE(read_splits(tables())->empty());
  EXPECT_EQ(store_->marks(), std::vector<std::string>{"2026-08-04"});
  EXPECT_NE(factor(), before);
  EXPECT_EQ(take(ListKind::splits, std::string(kHead) + "A,2026-08-04,1,1\n")->changed, 0U) << "there is none";
  EXPECT_TRUE(read_splits(tables())->empty());
}

TEST_P(Lists, a_name_that_another_list_has_is_refused) {
  const auto refused = [&](ListKind kind, const std::string& name) {
    name_ = name;
    const auto done = take(kind, "symbol\nA\n");
    return done ? std::string{} : done.error().text;
  };
  for (const char* name : {"all", "all-always", "mine"}) {
    EXPECT_NE(refused(ListKind::constituents, name).find("give the list another name"), std::string::npos) << name;
    EXPECT_NE(refused(ListKind::watchlist, name).find("give the list another name"), std::string::npos) << name;
  }
  EXPECT_EQ(refused(ListKind::constituents, "DUP"), "");
  EXPECT_NE(refused(ListKind::watchlist, "DUP").find("the name DUP is that of an index"), std::string::npos);
  EXPECT_EQ(refused(ListKind::watchlist, "own"), "");
  EXPECT_NE(refused(ListKind::constituents, "own").find("the name own is that of a watchlist"), std::string::npos);
  EXPECT_EQ(refused(ListKind::watchlist, "own"), "") << "its own name is no collision";
}

TEST_P(Lists, comments_are_passed_over_and_a_broken_entry_is_named_by_its_line) {
  EXPECT_EQ(take(ListKind::watchlist, "# mine\nMSFT\n  # later\nAAPL\n")->records, 2U);
  const std::string text = take(ListKind::watchlist, "symbol\nA\nB C\n").error().text;
  EXPECT_NE(text.find("line 3, symbol \"B C\""), std::string::npos) << text;
  EXPECT_TRUE(take(ListKind::instruments, "symbol,is_active\nA,no\nB,TRUE\n"));
  EXPECT_FALSE(read_instrument(tables(), symbol("A")).value().value().is_active);
}

TEST_P(Lists, T108_changes_of_name_are_taken_whole_and_their_days_derived_anew) {
  const std::string fb = "symbol,since,new_symbol\nFB,2022-06-09,META\n";
  EXPECT_EQ(take(ListKind::renames, fb)->changed, 1U);
  EXPECT_EQ(take(ListKind::renames, fb)->changed, 0U);
  EXPECT_EQ(read_renames(tables()).value().today(symbol("FB"), *parse_date("2022-06-08")), symbol("META"));
  EXPECT_EQ(store_->marks(), std::vector<std::string>{"2022-06-09"});
  for (const auto& [list, reason] :
       std::vector<std::pair<const char*, const char*>>{{"A,soon,B", "is no date"},
                                                        {"A,2022-06-09,", "is no symbol"},
                                                        {"A,2022-06-09,META", "second of that day"},
                                                        {"A,2022-06-09,A", "names one symbol twice"}}) {
    const auto refused =
        take(ListKind::renames, "symbol,since,new_symbol\nX,2020-01-02,Y\n" + std::string(list) + "\n");
    ASSERT_FALSE(refused) << list;
    EXPECT_NE(refused.error().text.find(reason), std::string::npos) << refused.error().text;
  }
  EXPECT_EQ(read_renames(tables()).value().all().size(), 1U) << "a list with one wrong entry changes nothing";
}

}  // namespace
}  // namespace tickbard::test
