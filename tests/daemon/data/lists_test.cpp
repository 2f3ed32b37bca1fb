#include <zlib.h>

#include "daemon/data/import_lists.hpp"
#include "sinks/derived/constituents.hpp"
#include "sinks/derived/corporate_actions.hpp"
#include "sinks/derived/instruments.hpp"
#include "sinks/derived/watchlists.hpp"
#include "tests/daemon/data/data_support.hpp"

namespace tickbard::test {
namespace {

class Lists : public EveryStore {
 protected:
  StoreResult<ListReport> take(ListKind kind, std::string_view text, bool allow_shrink = false,
                               ColumnNames columns = {}) {
    if (!store_) store_ = std::make_unique<DataStore>(GetParam());
    return import_list({store_->write("list", text), kind, "IDX", std::move(columns), allow_shrink},
                       *store_->tables, instant("2026-11-20T12:00:00Z"));
  }
  Tables& tables() { return *store_->tables; }

  std::unique_ptr<DataStore> store_;
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
  const auto refused =
      import_list({cut, ListKind::constituents, "IDX", {}, false}, *d.tables, instant("2026-11-20T12:00:00Z"));
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
  EXPECT_TRUE(take(ListKind::instruments, "[{\"symbol\": \"A\", \"sector\": \"Tech\", \"market_cap\": 13}]"));
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

}  // namespace
}  // namespace tickbard::test
