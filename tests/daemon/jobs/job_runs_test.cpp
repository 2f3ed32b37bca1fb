// Runs of jobs as rows and as state: whose they are, and which error still stands.
#include "sinks/fingerprint.hpp"
#include "tests/daemon/jobs/jobs_rig.hpp"

namespace tickbard::test {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

class JobRunsOn : public EveryStore {};
INSTANTIATE_TEST_SUITE_P(Engines, JobRunsOn, ::testing::Values("sqlite", "postgres"),
                         [](const auto& engine) { return engine.param; });

TEST_P(JobRunsOn, T156_what_another_daemon_on_the_store_runs_is_left_to_it) {
  JobsRig rig(GetParam());
  const auto begun = [&](const char* job, const char* owner, std::chrono::nanoseconds ago) {
    JobRun run;
    run.id = uuid_of({job, owner});
    run.job = job;
    run.owner = owner;
    run.started_at = run.created_at = rig.wall - ago;
    ASSERT_TRUE(start_job(*rig.tables(), run, seconds{60}).value());
  };
  begun("indicators", "another", minutes{5});
  begun("breadth", "another", hours{7});  // longer than any job may take
  begun("retention", "", minutes{5});     // this one's: its rig names no instance
  rig.until(rig.wall + seconds{1});
  EXPECT_EQ(rig.store.raw("SELECT job FROM job_runs WHERE status = 'running'"), "indicators\n");
  EXPECT_EQ(rig.store.raw("SELECT job FROM job_runs WHERE status = 'error' AND error LIKE 'the daemon ended%' "
                          "ORDER BY job"),
            "breadth\nretention\n");
}

TEST(JobsBoard, the_error_of_one_calendar_stays_until_that_calendar_has_a_good_run) {
  JobsBoard board({"breadth"});
  const auto last_error = [&] { return board.read().jobs[0].last_error; };
  board.ended("breadth", "xnys", JobStatus::error, seconds{1}, "xnys failed", {});
  board.ended("breadth", "always", JobStatus::ok, seconds{1}, {}, {});
  EXPECT_EQ(last_error(), "xnys failed");
  board.ended("breadth", "xnys", JobStatus::cancelled, seconds{1}, {}, {});
  EXPECT_EQ(last_error(), "xnys failed") << "it was not tried to its end";
  board.ended("breadth", "xnys", JobStatus::ok, seconds{1}, {}, {});
  EXPECT_EQ(last_error(), "");
}

}  // namespace
}  // namespace tickbard::test
