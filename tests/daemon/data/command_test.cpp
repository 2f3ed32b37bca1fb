#include "daemon/app/cli.hpp"
#include "daemon/app/data_command.hpp"
#include "tests/daemon/data/data_support.hpp"

namespace tickbard::test {
namespace {

const UnixNanos kNow = instant("2026-11-20T12:00:00Z");

struct Ran {
  int code = 0;
  std::string out, err;
};

/// The three commands on one store in a folder of its own.
struct Commands {
  Ran import(const std::string& text, const std::function<void(ImportFlags&)>& set) {
    ImportFlags flags;
    flags.store = place();
    flags.file = folder.path() / "in.csv";
    std::ofstream(flags.file, std::ios::binary) << text;
    set(flags);
    std::ostringstream err;
    const int code = run_import_command(flags, book(), kNow, err);
    return {code, {}, err.str()};
  }
  Ran export_(const std::function<void(ExportFlags&)>& set) {
    ExportFlags flags;
    flags.store = place();
    set(flags);
    std::ostringstream out, err;
    const int code = run_export_command(flags, out, err);
    return {code, out.str(), err.str()};
  }
  Ran retention(bool dry_run) {
    const RetentionFlags flags{place(), folder.path() / "archive", {std::chrono::days{90}, {}}, "xnys", dry_run};
    std::ostringstream out, err;
    const int code = run_retention_command(flags, book(), kNow, out, err);
    return {code, out.str(), err.str()};
  }
  StorePlace place() const { return {url, folder.path()}; }

  TempFolder folder;
  std::string url = "sqlite:bars.db";
};

constexpr const char* kDays =
    "symbol,date,open,high,low,close,volume\nA,2026-01-12,1,1,1,1,5\nA,2026-01-17,1,1,1,1,5\n";
constexpr const char* kMinutes = "symbol,timestamp,open,high,low,close,volume\nA,2026-01-12 09:30,1,1,1,1,5\n";

void daily(ImportFlags& flags) {
  flags.interval = "1d";
}

TEST(DataCommands, an_import_says_what_it_did_line_by_line_and_makes_the_store) {
  Commands c;
  const Ran ran = c.import(kDays, daily);
  EXPECT_EQ(ran.code, kExitDone) << ran.err;
  EXPECT_NE(ran.err.find("line 3: date \"2026-01-17\" is no session of xnys"), std::string::npos) << ran.err;
  EXPECT_NE(
      ran.err.find(
          "2 rows of 1 symbol read; 1 new or better, 0 already there, 0 without a trade, 0 mended, 1 broken"),
      std::string::npos)
      << ran.err;
  EXPECT_EQ(c.import("symbol,date,open,high,low,close,volume\nA,never,1,1,1,1,5\n", daily).code, kExitFailed);
  EXPECT_EQ(c.import("", daily).code, kExitFailed);
}

TEST(DataCommands, T089_flags_that_make_no_sense_are_usage_errors_and_open_no_store) {
  Commands c;
  EXPECT_EQ(c.import(kDays, [](ImportFlags&) {}).code, kExitUsage) << "which of the kinds?";
  EXPECT_EQ(c.import(kDays, [](ImportFlags& f) { f.interval = "1d", f.splits = true; }).code, kExitUsage);
  EXPECT_EQ(c.import(kDays, [](ImportFlags& f) { f.interval = "7m"; }).code, kExitUsage);
  EXPECT_EQ(c.import(kDays, [](ImportFlags& f) { f.interval = "1d", f.calendar = "mars"; }).code, kExitUsage);
  EXPECT_EQ(c.import(kDays, [](ImportFlags& f) { f.interval = "1m", f.zone = "Mars/Olympus"; }).code, kExitUsage);
  EXPECT_EQ(c.import(kDays, [](ImportFlags& f) { f.interval = "1d", f.columns = "x=y"; }).code, kExitUsage);
  EXPECT_EQ(c.export_([](ExportFlags& f) { f.interval = "7m"; }).code, kExitUsage);
  EXPECT_EQ(c.export_([](ExportFlags& f) { f.from = "2026-02-01", f.to = "2026-01-01"; }).code, kExitUsage);
  EXPECT_EQ(c.export_([](ExportFlags& f) { f.compress = "gz"; }).code, kExitUsage);
  EXPECT_FALSE(std::filesystem::exists(c.folder.path() / "bars.db"));
  EXPECT_EQ(c.export_([](ExportFlags&) {}).code, kExitFailed) << "there is no store";
}

TEST(DataCommands, a_store_that_can_never_open_is_not_told_to_be_tried_again) {
  Commands c;
  std::filesystem::create_directory(c.folder.path() / "folder");
  for (const auto& [url, import, others] : {std::tuple{"mysql://x", kExitUsage, kExitUsage},
                                            {"sqlite:", kExitUsage, kExitUsage},
                                            {"sqlite:folder", kExitFailed, kExitFailed},
                                            {"sqlite:none/bars.db", kExitFailed, kExitFailed},
                                            {"sqlite:missing.db", kExitDone, kExitFailed}}) {
    c.url = url;
    EXPECT_EQ(c.export_([](ExportFlags&) {}).code, others) << url;
    EXPECT_EQ(c.retention(true).code, others) << url;
    EXPECT_EQ(c.retention(false).code, others) << url;
    EXPECT_FALSE(std::filesystem::exists(c.folder.path() / "missing.db")) << "retention makes no store";
    EXPECT_EQ(c.import(kDays, daily).code, import) << url;
  }
  c.url = "postgresql://nobody@127.0.0.1:1/none";
  EXPECT_EQ(c.export_([](ExportFlags&) {}).code, kExitTryAgain) << "a server may come back";
}

TEST(DataCommands, an_export_never_writes_over_its_store_or_the_state_of_the_daemon) {
  namespace fs = std::filesystem;
  Commands c;
  ASSERT_EQ(c.import(kDays, daily).code, kExitDone);
  const fs::path folder = c.folder.path();
  fs::create_symlink(folder / "bars.db", folder / "link.csv");
  fs::create_hard_link(folder / "bars.db", folder / "second.csv");
  fs::create_directory(folder / "sub");
  const std::string before = text_of(folder / "bars.db");
  for (const char* name :
       {"bars.db", "bars.db-wal", "bars.db-shm", "bars.db-journal", "sub/../bars.db", "link.csv", "second.csv",
        "journal.db", "journal.db-wal", "lock", "buckets.map", "buckets.map.saved", "buckets.map.saved.new"}) {
    const bool there = fs::exists(folder / name);
    const Ran ran = c.export_([&](ExportFlags& f) { f.out = folder / name; });
    EXPECT_EQ(ran.code, kExitUsage) << name;
    EXPECT_NE(ran.err.find("which would be lost: give another name"), std::string::npos) << name << ran.err;
    EXPECT_EQ(fs::exists(folder / name), there) << name;
  }
  EXPECT_EQ(text_of(folder / "bars.db"), before);
  EXPECT_EQ(c.export_([&](ExportFlags& f) { f.out = folder / "bars.csv"; }).code, kExitDone);
}

TEST(DataCommands, T161_minutes_go_to_their_archive_once_their_day_is_final) {
  Commands c;
  ASSERT_EQ(c.import(kMinutes, [](ImportFlags& f) { f.interval = "1m", f.zone = "America/New_York"; }).code,
            kExitDone);
  const Ran held = c.retention(false);
  EXPECT_NE(held.out.find("price_bars of 2026-01-12 stay: 2026-01-12 has late rows"), std::string::npos)
      << held.out;
  c.import(kDays, daily);
  const auto tables = open_tables(c.place().url, c.folder.path(), OpenMode::read_write).value();
  clear_dirty(*tables, dirty_days(*tables).value()).value();
  const Ran dry = c.retention(true);
  EXPECT_NE(dry.out.find("price_bars of 2026-01-12 would go to "), std::string::npos) << dry.out << dry.err;
  const Ran done = c.retention(false);
  EXPECT_EQ(done.code, kExitDone);
  EXPECT_NE(done.out.find("1 day archived and dropped, 0 past their time stay"), std::string::npos) << done.out;
  const Ran gone = c.export_([](ExportFlags&) {});
  EXPECT_EQ(gone.out, "symbol,timestamp,open,high,low,close,volume,vwap,trade_count,revision,quality\n");
  ImportFlags back;
  back.store = c.place();
  back.interval = "1m";
  back.file = c.folder.path() / "archive/price_bars/2026-01-12.csv.gz";
  std::ostringstream err;
  EXPECT_EQ(run_import_command(back, book(), kNow, err), kExitDone) << err.str();
  EXPECT_NE(
      c.export_([](ExportFlags& f) { f.symbols = "A"; }).out.find("A,2026-01-12T14:30:00Z,1,1,1,1,5,,0,1,8\n"),
      std::string::npos);
}

TEST(DataCommands, T160_a_list_is_named_by_its_flag) {
  Commands c;
  const auto sp500 = [](ImportFlags& f) { f.constituents = "SP500"; };
  EXPECT_EQ(c.import("[\"A\", \"B\", \"C\"]", sp500).code, kExitDone);
  const Ran refused = c.import("[\"A\"]", sp500);
  EXPECT_EQ(refused.code, kExitFailed);
  EXPECT_NE(refused.err.find("it has 1 members, the store has 3"), std::string::npos) << refused.err;
  EXPECT_EQ(c.import("[\"A\"]", [](ImportFlags& f) { f.constituents = "SP500", f.allow_shrink = true; }).code,
            kExitDone);
}

}  // namespace
}  // namespace tickbard::test
