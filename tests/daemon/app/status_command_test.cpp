#include "daemon/app/status_command.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "daemon/app/cli.hpp"

namespace tickbard {
namespace {

using testing::HasSubstr;

constexpr std::string_view kStatus = R"({
  "version": "0.1.0", "started": "2026-11-20T14:00:00Z", "price_bars_enabled": true,
  "notices": ["SIMULATED market"], "problems": ["Feed \"us\" delivers nothing: \u001b[2Jwaiting"],
  "feeds": [{"name": "us", "provider": "polygon", "up": false, "state": "waiting", "received": 12, "last_tick": null}],
  "market": {"symbols": 3, "bars_closed": 40, "bars_amended": 1, "last_bar": "2026-11-20T14:31:00Z", "alerts_up": 2,
             "alerts_down": 0},
  "journal": {"rows": 5}, "store": {"url": "sqlite:bars.db", "up": true},
  "calendars": [{"name": "xnys", "session": "2026-11-20", "segment": "rth"}]})";

TEST(StatusCommand, says_what_a_person_asks_first) {
  EXPECT_EQ(status_summary(kStatus),
            "tickbard 0.1.0 since 2026-11-20T14:00:00Z, price bars on\n"
            "NOTICE   SIMULATED market\n"
            "PROBLEM  Feed \"us\" delivers nothing: \\x1b[2Jwaiting\n"
            "feed     us (polygon): DOWN, waiting, 12 trades, last never\n"
            "market   3 symbols, 40 bars closed, 1 amended, newest 2026-11-20T14:31:00Z, 2 alerts up, 0 down\n"
            "store    sqlite:bars.db: up, 5 rows waiting\n"
            "calendar xnys: session 2026-11-20, rth\n");
}

TEST(StatusCommand, shows_what_is_derived) {
  EXPECT_THAT(
      status_summary(R"({"version": "0.1.0", "market": {}, "jobs": {
        "enabled": true, "trouble": null, "derived_until": "2026-11-20T15:00:00Z", "symbols": 3,
        "rolled_up": {"xnys": "2026-11-19T21:00:00Z"},
        "runs": [{"job": "breadth", "running": false, "unit": "xnys 2026-11-19", "last_result": "error",
                  "last_end": "2026-11-19T22:00:00Z", "last_error": "no days"},
                 {"job": "coverage", "running": true, "last_start": "2026-11-20T15:00:00Z"},
                 {"job": "retention", "running": false, "last_result": null}]}})"),
      HasSubstr("derived  on, up to 2026-11-20T15:00:00Z, 3 symbols\n"
                "rollup   xnys: final days up to the session that ended 2026-11-19T21:00:00Z\n"
                "job      breadth: error, xnys 2026-11-19, last ended 2026-11-19T22:00:00Z: no days\n"
                "job      coverage: running since 2026-11-20T15:00:00Z\n"
                "job      retention: has not run yet\n"));
  EXPECT_THAT(status_summary(R"({"version": "0", "market": {}, "jobs": {"runs": [1], "rolled_up": 7}})"),
              HasSubstr("derived  OFF, up to nothing yet"));
}

TEST(StatusCommand, survives_an_answer_of_another_shape) {
  for (const char* odd : {"", "[]", "not json", "{}", R"({"version": 1})"})
    EXPECT_EQ(status_summary(odd), "") << odd;
  EXPECT_NE(status_summary(R"({"version": 7, "market": [], "feeds": [1, {}], "store": "x", "problems": [{}]})"),
            "");
}

TEST(StatusCommand, without_a_daemon_it_says_how_to_start_one) {
  std::ostringstream out, err;
  // Port 1 of loopback: nothing may listen there without being root, and nothing does.
  EXPECT_EQ(run_status_command("http://127.0.0.1:1", "", out, err), kExitFailed);
  EXPECT_THAT(err.str(), HasSubstr("nothing answers at http://127.0.0.1:1"));
  EXPECT_THAT(err.str(), HasSubstr("tickbard run"));
  EXPECT_EQ(out.str(), "");
}

}  // namespace
}  // namespace tickbard
