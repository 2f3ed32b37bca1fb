#include "tests/daemon/jobs/jobs_rig.hpp"

namespace tickbard::test {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

class FollowerOn : public EveryStore {};
INSTANTIATE_TEST_SUITE_P(Engines, FollowerOn, ::testing::Values("sqlite", "postgres"));

Bar coin(std::string_view name, std::string_view at) {
  return JobsRig::traded(name, minute_of(utc(at)));
}

TEST_P(FollowerOn, a_row_from_the_future_hides_no_later_row_and_is_said) {
  for (const bool before_the_start : {true, false}) {
    JobsRig rig(GetParam());
    rig.import_days();
    if (!before_the_start) rig.until(rig.wall + minutes{1});
    // Of a writer whose clock is an hour ahead.
    rig.write({coin("ZZZ-USD", "2026-11-20T14:19:00Z")}, rig.wall + hours{1});
    rig.trade(utc("2026-11-20T14:22:00Z"), utc("2026-11-20T14:41:00Z"));
    EXPECT_EQ(rig.count("symbol_state WHERE symbol = 'AAPL'"), "1\n") << before_the_start;
    EXPECT_EQ(rig.store.raw("SELECT " + rig.seconds_of("price_ts") + " FROM symbol_state WHERE symbol = 'AAPL'"),
              "1795185600\n")
        << "14:40, the newest minute";
    EXPECT_EQ(rig.count("bars_5m WHERE symbol = 'AAPL'"), "4\n") << before_the_start;
    const std::string notice = rig.loop->state().notice;
    EXPECT_NE(notice.find("after this machine's clock"), std::string::npos) << notice;
    EXPECT_EQ(rig.loop->state().trouble, "") << "what is derived is not affected";
    EXPECT_EQ(std::count_if(rig.log.begin(), rig.log.end(),
                            [](const std::string& s) { return s.find("after this machine") != s.npos; }),
              1);
  }
}

TEST_P(FollowerOn, a_clock_that_was_set_back_is_followed) {
  JobsRig rig(GetParam());
  rig.trade(utc("2026-11-20T14:25:00Z"), utc("2026-11-20T14:31:00Z"));
  rig.wall -= minutes{30};
  // The feed's minutes go on; they are stored by the clock that is slow now.
  for (int i = 0; i < 6; ++i) {
    const MinuteStart m = minute_of(utc("2026-11-20T14:31:00Z")) + minutes{i};
    rig.write({JobsRig::traded("AAPL", m)}, rig.wall);
    rig.until(rig.wall + minutes{1});
  }
  EXPECT_EQ(rig.store.raw("SELECT " + rig.seconds_of("price_ts") + " FROM symbol_state WHERE symbol = 'AAPL'"),
            "1795185360\n")
      << "14:36";
  EXPECT_NE(rig.loop->state().notice, "");
}

TEST_P(FollowerOn, minutes_of_the_session_that_is_just_over_make_its_states) {
  JobsRig rig(GetParam());
  rig.wall = utc("2026-11-21T10:00:00Z");  // a Saturday
  rig.import_days();
  rig.until(rig.wall + minutes{1});
  rig.write({JobsRig::traded("AAPL", minute_of(utc("2026-11-20T15:00:00Z"))),
             JobsRig::traded("AAPL", minute_of(utc("2026-11-20T20:59:00Z")))},
            rig.wall);
  rig.until(rig.wall + minutes{13});
  EXPECT_EQ(rig.store.raw("SELECT symbol, session_date, yesterday_close FROM symbol_state"),
            "AAPL|2026-11-20|10.1\n");
}

}  // namespace
}  // namespace tickbard::test
