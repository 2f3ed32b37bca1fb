#include "daemon/app/report_command.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "daemon/app/cli.hpp"
#include "tests/sinks/derived/derived_fixture.hpp"

namespace tickbard::test {

namespace {

struct Answer {
  int code = 0;
  std::string out, err;
};

Answer report(ReportCommandOptions options) {
  static const Calendar always = Calendar::always();
  const CalendarBook calendars{std::vector<const Calendar*>{&nyse(), &always}};
  options.amend_window = std::chrono::minutes{15};
  std::ostringstream out, err;
  const int code = run_report_command(options, calendars, at(0), out, err);
  return {code, out.str(), err.str()};
}

}  // namespace

TEST(ReportCommand, a_holiday_is_a_usage_error_that_names_its_neighbours) {
  AnyStore store("sqlite");
  const Answer a = report({.what = "scan", .store_url = store.url(), .session = "2026-11-26"});
  EXPECT_EQ(a.code, kExitUsage);
  EXPECT_EQ(a.err,
            "tickbard report: 2026-11-26 is no session of xnys: the session before is 2026-11-25, the next one "
            "2026-11-27\n");
}

TEST(ReportCommand, what_is_not_understood_is_said) {
  EXPECT_EQ(report({.what = "scan", .session = "yesterday"}).err,
            "tickbard report: --session yesterday is no date: write YYYY-MM-DD\n");
  EXPECT_EQ(report({.what = "scan", .format = "pdf"}).err,
            "tickbard report: --format pdf is not known: md, json or csv\n");
  EXPECT_EQ(report({.what = "scan", .calendar = "lse"}).err,
            "tickbard report: --calendar lse is not known: xnys, always\n");
}

TEST(ReportCommand, a_store_of_an_older_schema_is_not_touched) {
  AnyStore store("sqlite", AnyStore::Migrated::no);
  const Answer a = report({.what = "coverage", .store_url = store.url()});
  EXPECT_EQ(a.code, kExitFailed);
  EXPECT_NE(a.err.find("run `tickbard migrate --store sqlite:"), std::string::npos) << a.err;
}

TEST(ReportCommand, checks_end_with_1_and_name_the_rows_that_contradict_themselves) {
  AnyStore store("sqlite");
  const Answer healthy = report({.what = "checks", .store_url = store.url()});
  EXPECT_EQ(healthy.code, kExitDone) << healthy.err;
  EXPECT_NE(healthy.out.find("- None."), std::string::npos) << healthy.out;
  store.raw("INSERT INTO corporate_actions VALUES ('SPLIT', '2026-11-20', 'split', 2, 2)");
  const Answer broken = report({.what = "checks", .store_url = store.url()});
  EXPECT_EQ(broken.code, kExitFailed);
  EXPECT_NE(broken.out.find("- splits_without_effect: SPLIT 2026-11-20: as many shares after as before"),
            std::string::npos)
      << broken.out;
  EXPECT_EQ(report({.what = "checks", .store_url = store.url(), .format = "csv"}).out,
            "check,what,where,problem\nsplits_without_effect,SPLIT,2026-11-20,as many shares after as before\n");
}

TEST(ReportCommand, a_file_is_there_whole) {
  AnyStore store("sqlite");
  TempFolder folder;
  const std::string file = (folder.path() / "coverage.md").string();
  const Answer a = report({.what = "coverage", .store_url = store.url(), .out = file});
  EXPECT_EQ(a.code, kExitDone) << a.err;
  std::ifstream in(file);
  std::string first;
  std::getline(in, first);
  EXPECT_EQ(first, "# Coverage: idle");
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder.path()), {}), 1) << "nothing beside it";
  const std::string nowhere = (folder.path() / "none" / "x.md").string();
  EXPECT_EQ(report({.what = "coverage", .store_url = store.url(), .out = nowhere}).code, kExitFailed);
}

TEST(ReportCommand, a_report_never_replaces_the_store) {
  AnyStore store("sqlite");
  const std::string file = store.url().substr(std::string_view("sqlite:").size());
  const auto bytes = std::filesystem::file_size(file);
  const Answer a = report({.what = "coverage", .store_url = store.url(), .out = file});
  EXPECT_EQ(a.code, kExitUsage);
  EXPECT_NE(a.err.find("which would be lost"), std::string::npos) << a.err;
  EXPECT_EQ(std::filesystem::file_size(file), bytes);
}

TEST(ReportCommand, a_store_that_is_not_there_is_not_told_to_be_tried_again) {
  TempFolder folder;
  EXPECT_EQ(report({.what = "storage", .store_url = "sqlite:none.db", .base = folder.path()}).code, kExitFailed);
  EXPECT_EQ(report({.what = "storage", .store_url = "sqlite:.", .base = folder.path()}).code, kExitFailed);
  EXPECT_EQ(report({.what = "storage", .store_url = "mysql://x", .base = folder.path()}).code, kExitUsage);
}

}  // namespace tickbard::test
