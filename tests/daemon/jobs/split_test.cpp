// A split that becomes known while the daemon runs, on the one day when yesterday's close is of other shares.
#include <fstream>

#include "daemon/data/import_lists.hpp"
#include "tests/daemon/jobs/jobs_rig.hpp"

namespace tickbard::test {
namespace {

class SplitWhileRunning : public EveryStore {};
INSTANTIATE_TEST_SUITE_P(Engines, SplitWhileRunning, ::testing::Values("sqlite", "postgres"),
                         [](const auto& engine) { return engine.param; });

TEST_P(SplitWhileRunning, T115_yesterdays_close_is_in_the_shares_of_today_with_the_next_dirty_days) {
  JobsRig rig(GetParam());
  rig.import_days();
  rig.trade(utc("2026-11-20T14:25:00Z"), utc("2026-11-20T14:40:00Z"));
  const auto yesterday = [&] {
    return rig.store.raw(
        "SELECT yesterday_close = 10.1, yesterday_close = 5.05 FROM symbol_state WHERE symbol = 'AAPL'");
  };
  const std::string before = yesterday();
  TempFolder folder;
  std::ofstream(folder.path() / "splits.csv") << "symbol,ex_date,numerator,denominator\nAAPL,2026-11-20,2,1\n";
  const CalendarBook book(std::vector<const Calendar*>{&nyse(), &rig.always});
  import_list({folder.path() / "splits.csv", ListKind::splits, {}, {}}, book, *rig.tables(), rig.wall).value();
  rig.trade(utc("2026-11-20T14:40:00Z"), utc("2026-11-20T14:52:00Z"));
  EXPECT_TRUE(before == "1|0\n" || before == "t|f\n") << before;
  EXPECT_TRUE(yesterday() == "0|1\n" || yesterday() == "f|t\n") << yesterday();
}

}  // namespace
}  // namespace tickbard::test
