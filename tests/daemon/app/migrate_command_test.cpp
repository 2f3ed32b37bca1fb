#include "daemon/app/migrate_command.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <sstream>

#include "daemon/app/cli.hpp"

namespace tickbard {
namespace {

using testing::HasSubstr;

class MigrateCommand : public testing::Test {
 protected:
  MigrateCommand()
      : folder_(std::filesystem::temp_directory_path() / ("tickbard-migrate-" + std::to_string(getpid()))) {
    std::filesystem::create_directory(folder_);
  }
  ~MigrateCommand() override { std::filesystem::remove_all(folder_); }

  int run(const std::string& url, bool dry_run) {
    out_.str("");
    err_.str("");
    return run_migrate_command({url, folder_, dry_run}, from_unix_nanos(1'763'600'000'000'000'000), out_, err_);
  }

  std::filesystem::path folder_;
  std::ostringstream out_, err_;
};

TEST_F(MigrateCommand, says_what_it_would_do_does_it_and_then_has_nothing_left_to_do) {
  EXPECT_EQ(run("sqlite:bars.db", true), kExitDone) << err_.str();
  EXPECT_THAT(out_.str(), HasSubstr("would go from version 0"));
  EXPECT_TRUE(std::filesystem::is_empty(folder_)) << "a dry run makes nothing";
  EXPECT_EQ(run("sqlite:bars.db", false), kExitDone) << err_.str();
  EXPECT_THAT(out_.str(), HasSubstr("went from version 0"));
  EXPECT_TRUE(std::filesystem::exists(folder_ / "bars.db"));
  EXPECT_EQ(run("sqlite:bars.db", false), kExitDone) << err_.str();
  EXPECT_THAT(out_.str(), HasSubstr("the newest this build knows"));
}

TEST_F(MigrateCommand, failures_are_one_sentence_and_the_right_code) {
  EXPECT_EQ(run("mysql://x", false), kExitFailed);
  EXPECT_THAT(err_.str(), HasSubstr("mysql"));
  EXPECT_EQ(run("postgresql://nobody@127.0.0.1:1/none", false), kExitTryAgain) << err_.str();
  EXPECT_EQ(out_.str(), "");
}

}  // namespace
}  // namespace tickbard
