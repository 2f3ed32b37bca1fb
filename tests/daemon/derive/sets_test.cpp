// Sets that have a name: of the configuration, an index, a watchlist.
#include <algorithm>

#include "daemon/derive/set_members.hpp"
#include "daemon/jobs/job_work.hpp"
#include "sinks/derived/aggregate_values.hpp"
#include "sinks/derived/constituents.hpp"
#include "sinks/derived/instruments.hpp"
#include "sinks/derived/security_sets.hpp"
#include "sinks/derived/watchlists.hpp"
#include "tests/daemon/derive/derive_fixture.hpp"

using namespace tickbard;
using namespace tickbard::test;
using namespace std::chrono;

namespace {

ListedSet list(std::string name, const std::vector<const char*>& names) {
  ListedSet out{std::move(name), {}};
  for (const char* one : names) out.symbols.push_back(symbol(one));
  return out;
}

/// Four days of three stocks: AAA rises, BBB falls, CCC stands.
class NamedSets : public EveryStore {
 protected:
  void SetUp() override {
    EveryStore::SetUp();
    if (IsSkipped()) return;
    rig = std::make_unique<DeriveRig>(GetParam());
    rig->closes("AAA", days, {1'000, 1'001, 1'002, 1'003});
    rig->closes("BBB", days, {1'000, 999, 998, 997});
    rig->closes("CCC", days, {1'000, 1'000, 1'000, 1'000});
  }

  DeriveContext context(std::span<const ListedSet> sets) const {
    DeriveContext out = rig->context(days.back().date);
    out.sets = sets;
    return out;
  }

  /// The advances of the set that `name` means on a day; none: it means no set then, or one without values.
  std::optional<double> advances(std::string_view name, SessionDate date) {
    const auto set = read_set_of_alias(*rig->reading, name, date).value();
    if (!set) return std::nullopt;
    const std::vector<std::string> keys{"advances"};
    const auto rows = read_aggregates(*rig->reading, {set->set_hash, "day", keys, date, date}).value();
    return rows.empty() ? std::nullopt : rows.front().value;
  }

  std::unique_ptr<DeriveRig> rig;
  const std::vector<Session> days = nyse_sessions(2026y / 11 / 16, 2026y / 11 / 19);
};
INSTANTIATE_TEST_SUITE_P(Engines, NamedSets, ::testing::Values("sqlite", "postgres"));

}  // namespace

TEST_P(NamedSets, those_of_the_configuration_indices_and_watchlists_have_breadth_beside_all) {
  Constituent member;
  member.symbol = symbol("AAA");
  write_constituents(*rig->store.tables, "TINY", std::vector{member}, at(0)).value();
  write_watchlist(*rig->store.tables, "mine", std::vector{symbol("BBB"), symbol("CCC")}, at(0)).value();
  const std::vector<ListedSet> sets{list("scanner", {"AAA", "BBB"}), list("mine", {"AAA", "CCC"})};
  const auto parts = derive_all(context(sets), {}, nyse(), days).value();
  const SessionDate last = days.back().date;
  EXPECT_EQ(advances("all", last), 1.0);
  EXPECT_EQ(advances("scanner", last), 1.0);
  EXPECT_EQ(advances("TINY", last), 1.0);
  EXPECT_EQ(advances("mine", last), 1.0)
      << "the list of the configuration is meant, not the watchlist of its name";
  for (const DerivedPart& part : derive_all(context(sets), {}, nyse(), days).value())
    EXPECT_EQ(part.report.rows_changed, 0U) << part.what;
  EXPECT_TRUE(std::ranges::any_of(parts, [](const DerivedPart& part) { return part.what == "breadth of lists"; }));
}

TEST_P(NamedSets, the_daemons_job_computes_them_and_one_that_cannot_be_is_said) {
  write_watchlist(*rig->store.tables, "odd", std::vector{symbol("A|B")}, at(0)).value();
  const std::vector<ListedSet> sets{list("scanner", {"AAA", "BBB"})};
  const DueRun due{Job::breadth, &nyse(), days.back(), "2026-11-19"};
  const auto report = deriving_works().at(Job::breadth)(context(sets), due).value();
  EXPECT_EQ(advances("scanner", days.back().date), 1.0);
  EXPECT_TRUE(std::ranges::any_of(report.notes, [](const std::string& note) {
    return note.find("set odd: ") == 0;
  })) << "and the job is no failure for it";
}

TEST_P(NamedSets, another_membership_is_another_set_from_its_first_session_on_under_the_same_name) {
  const std::vector<ListedSet> before{list("scanner", {"AAA", "BBB"})}, after{list("scanner", {"AAA", "CCC"})};
  derive_breadth_of_lists(context(before), nyse(), std::span(days).first(2)).value();
  derive_breadth_of_lists(context(after), nyse(), std::span(days).subspan(2)).value();
  const auto aliases = read_set_aliases(*rig->reading, "scanner").value();
  ASSERT_EQ(aliases.size(), 2U);
  EXPECT_NE(aliases[0].set_hash, aliases[1].set_hash);
  EXPECT_EQ(aliases[0].from, days[0].date);
  EXPECT_EQ(aliases[0].to, days[1].date);
  EXPECT_EQ(aliases[1].from, days[2].date);
  EXPECT_EQ(aliases[1].to, std::nullopt);
  EXPECT_EQ(advances("scanner", days[1].date), 1.0);
  EXPECT_EQ(advances("scanner", days[3].date), 1.0);
}

TEST_P(NamedSets, each_is_of_the_sessions_that_most_of_its_members_follow) {
  InstrumentRow coin;
  coin.calendar = "always";
  std::vector<InstrumentRow> coins;
  for (const char* name : {"BTC-USD", "ETH-USD"}) {
    coin.symbol = symbol(name);
    coins.push_back(coin);
  }
  write_instruments(*rig->store.tables, coins, at(0)).value();
  const std::vector<ListedSet> sets{list("stocks", {"AAA", "BBB", "BTC-USD"}),
                                    list("coins", {"BTC-USD", "ETH-USD"}), list("half", {"AAA", "BTC-USD"})};
  const auto names = [&](const Calendar& calendar) {
    std::string out;
    for (const SetRequest& set : lists_of(context(sets), calendar).value()) out += set.name + " ";
    return out;
  };
  EXPECT_EQ(names(nyse()), "stocks half ");
  EXPECT_EQ(names(*rig->calendars.find("always")), "coins ");
}

TEST_P(NamedSets, an_asked_for_set_of_the_configuration_is_found_by_its_name) {
  const std::vector<ListedSet> sets{list("scanner", {"AAA", "BBB"})};
  derive_breadth(context(sets), {"scanner", {}}, nyse(), days).value();
  EXPECT_EQ(advances("scanner", days.back().date), 1.0);
  const auto unknown = derive_breadth(context({}), {"scaner", {}}, nyse(), days);
  ASSERT_FALSE(unknown.has_value());
  EXPECT_NE(unknown.error().text.find("no set is called scaner"), std::string::npos) << unknown.error().text;
}

TEST_P(NamedSets, a_set_of_security_types_holds_every_one_of_them_that_has_days) {
  ListedSet common = list("common", {});
  common.security_types = {"cs", "ADRC"};
  const std::vector<ListedSet> sets{common};
  const auto unknown = derive_breadth(context(sets), {"common", {}}, nyse(), days);
  ASSERT_FALSE(unknown.has_value());
  EXPECT_NE(unknown.error().text.find("import FILE --instruments"), std::string::npos) << unknown.error().text;

  std::vector<InstrumentRow> rows;
  using Named = std::pair<const char*, const char*>;
  for (const auto& [name, type] :
       {Named{"AAA", "CS"}, Named{"BBB", "ETF"}, Named{"CCC", "ADRC"}, Named{"GONE", "CS"}}) {
    rows.emplace_back();
    rows.back().symbol = symbol(name);
    rows.back().security_type = type;
  }
  write_instruments(*rig->store.tables, rows, at(0)).value();
  derive_all(context(sets), {}, nyse(), days).value();
  const auto set = read_set_of_alias(*rig->reading, "common", days.back().date).value();
  ASSERT_TRUE(set.has_value());
  EXPECT_EQ(set->ticker_count, 2U) << "BBB is a fund, GONE has no day";
  EXPECT_EQ(advances("common", days.back().date), 1.0);
}
