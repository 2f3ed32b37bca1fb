#include "daemon/edge/process_stats.hpp"

#include <unistd.h>

#include "tests/support/precompiled.hpp"

namespace tickbard {
namespace {

namespace fs = std::filesystem;

struct ProcFolder : ::testing::Test {
  fs::path proc = fs::path(::testing::TempDir()) / ("proc-" + std::to_string(getpid()));

  void SetUp() override { fs::create_directories(proc / "self/fd"); }
  void TearDown() override { fs::remove_all(proc); }
  void write(const fs::path& name, std::string_view text) { std::ofstream(proc / name) << text; }
};

TEST_F(ProcFolder, fields_are_counted_from_the_last_parenthesis) {
  write("self/stat",
        "4711 (tick) bard (x)) S 1 4711 4711 0 -1 4194304 100 0 0 0 250 50 7 8 20 0 9 0 3000 104857600 2560 "
        "18446744073709551615 1 1 0\n");
  write("stat", "cpu 1 2 3\nbtime 1795000000\nprocesses 5\n");
  write("self/limits", "Limit  Soft Limit  Hard Limit  Units\nMax open files            1024   524288   files\n");
  write("self/fd/0", "");
  write("self/fd/1", "");
  const auto stats = read_process_stats(proc);
  ASSERT_TRUE(stats);
  const auto ticks = static_cast<double>(sysconf(_SC_CLK_TCK));
  EXPECT_DOUBLE_EQ(stats->cpu_seconds, 300 / ticks);
  EXPECT_DOUBLE_EQ(stats->start_time_seconds, 1'795'000'000 + 3000 / ticks);
  EXPECT_EQ(stats->threads, 9U);
  EXPECT_EQ(stats->virtual_bytes, 104'857'600U);
  EXPECT_EQ(stats->resident_bytes, 2560U * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE)));
  EXPECT_EQ(stats->open_fds, 2U);
  EXPECT_EQ(stats->max_fds, 1024U);
}

TEST_F(ProcFolder, what_cannot_be_read_is_absent_not_wrong) {
  EXPECT_FALSE(read_process_stats(proc));
  write("self/stat", "4711 (tickbard) S 1 2 3");
  EXPECT_FALSE(read_process_stats(proc));
  write("self/stat", "nonsense");
  EXPECT_FALSE(read_process_stats(proc));
  EXPECT_FALSE(read_process_stats("/nowhere"));
}

TEST(ProcessStats, this_process_has_plausible_figures) {
  const auto stats = read_process_stats();
  ASSERT_TRUE(stats);
  EXPECT_GE(stats->threads, 1U);
  EXPECT_GE(stats->open_fds, 3U);
  EXPECT_GT(stats->resident_bytes, 100'000U);
  EXPECT_GE(stats->virtual_bytes, stats->resident_bytes);
  EXPECT_GT(stats->start_time_seconds, 1'500'000'000);
}

}  // namespace
}  // namespace tickbard
