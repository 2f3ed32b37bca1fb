#include "daemon/loops/bucket_keeper.hpp"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>

#include <thread>

#include "daemon/runtime/clock.hpp"
#include "tests/sinks/builders.hpp"

namespace tickbard::test {
namespace {

/// While it lives, no file takes more than so many chunks.
class FullAfter {
 public:
  explicit FullAfter(std::size_t chunks) {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit small{chunks * BucketMemory::kChunkBytes + 8192, before_.rlim_max};
    ::signal(SIGXFSZ, SIG_IGN);
    ::setrlimit(RLIMIT_FSIZE, &small);
  }
  ~FullAfter() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    ::signal(SIGXFSZ, SIG_DFL);
  }
  FullAfter(const FullAfter&) = delete;
  FullAfter& operator=(const FullAfter&) = delete;

 private:
  rlimit before_{};
};

TEST(BucketKeeper, a_file_that_takes_no_more_is_told_once) {
  TempFolder folder;
  auto opened = MappedBuckets::open(folder.path() / "buckets.map", 1, folder.path() / "aside");
  ASSERT_TRUE(opened);
  std::vector<std::string> log;
  BucketKeeper keeper(*opened,
                      [&](LogLevel, std::string_view, std::string text) { log.push_back(std::move(text)); });
  opened->grow();
  keeper.step();
  EXPECT_TRUE(log.empty());
  const FullAfter full(1 + MappedBuckets::kAhead);
  for (std::size_t i = 0; i != MappedBuckets::kAhead; ++i) EXPECT_FALSE(opened->grow().empty()) << "made ahead";
  for (int i = 0; i != 3; ++i) {
    EXPECT_TRUE(opened->grow().empty());
    keeper.step();
  }
  ASSERT_EQ(log.size(), 1U);
  EXPECT_NE(log[0].find("a crash would lose"), std::string::npos) << log[0];
}

TEST(BucketKeeper, a_full_disk_is_asked_for_room_once_in_sixty_steps) {
  TempFolder folder;
  const auto map = folder.path() / "buckets.map";
  auto opened = MappedBuckets::open(map, 1, folder.path() / "aside");
  ASSERT_TRUE(opened);
  std::vector<std::string> log;
  BucketKeeper keeper(*opened,
                      [&](LogLevel, std::string_view, std::string text) { log.push_back(std::move(text)); });
  const auto chunks = [](const std::filesystem::path& file) {
    return std::filesystem::file_size(file) / BucketMemory::kChunkBytes;
  };
  opened->grow();
  keeper.step();
  for (std::size_t i = 0; i != MappedBuckets::kAhead; ++i) opened->grow();
  {
    const FullAfter full(1 + MappedBuckets::kAhead);
    keeper.step();
  }
  EXPECT_EQ(chunks(MappedBuckets::saved(map)), 4U) << "the copy comes first";
  opened->grow();  // by itself, now that there is room
  for (int i = 0; i != 60; ++i) keeper.step();
  EXPECT_EQ(chunks(map), 5U) << "nothing is made ahead";
  EXPECT_EQ(chunks(MappedBuckets::saved(map)), 4U);
  ASSERT_EQ(log.size(), 1U) << "once";
  EXPECT_NE(log[0].find("a power cut now would lose them"), std::string::npos) << log[0];
  keeper.step();
  EXPECT_EQ(chunks(map), 5U + MappedBuckets::kAhead);
  EXPECT_EQ(chunks(MappedBuckets::saved(map)), 5U);
  EXPECT_EQ(log.size(), 2U) << "and that it is over";
}

TEST(BucketKeeper, its_thread_makes_chunks_ahead) {
  TempFolder folder;
  const auto map = folder.path() / "buckets.map";
  auto opened = MappedBuckets::open(map, 1, folder.path() / "aside");
  ASSERT_TRUE(opened);
  BucketKeeper keeper(*opened, {});
  keeper.start();
  const MonoTime limit = mono_now() + std::chrono::seconds{20};
  while (std::filesystem::file_size(map) < MappedBuckets::kAhead * BucketMemory::kChunkBytes && mono_now() < limit)
    std::this_thread::yield();
  keeper.stop();
  EXPECT_EQ(std::filesystem::file_size(map), 4096 + MappedBuckets::kAhead * BucketMemory::kChunkBytes);
}

TEST(BucketKeeper, a_disk_that_does_not_take_the_copy_is_told_once_and_so_is_its_return) {
  TempFolder folder;
  const auto map = folder.path() / "buckets.map", in_the_way = folder.path() / "buckets.map.saved.new";
  auto opened = MappedBuckets::open(map, 1, folder.path() / "aside");
  ASSERT_TRUE(opened);
  std::vector<std::string> log;
  BucketKeeper keeper(*opened,
                      [&](LogLevel, std::string_view, std::string text) { log.push_back(std::move(text)); });
  std::filesystem::create_directory(in_the_way);
  keeper.step();
  keeper.step();
  ASSERT_EQ(log.size(), 1U);
  EXPECT_NE(log[0].find("a power cut now would lose them"), std::string::npos) << log[0];
  EXPECT_NE(log[0].find("buckets.map.saved.new"), std::string::npos) << log[0];
  std::filesystem::remove(in_the_way);
  keeper.step();
  keeper.step();
  ASSERT_EQ(log.size(), 2U);
  EXPECT_NE(log[1].find("again"), std::string::npos) << log[1];
  EXPECT_TRUE(std::filesystem::exists(MappedBuckets::saved(map)));
}

TEST(BucketKeeper, it_starts_and_stops) {
  TempFolder folder;
  auto opened = MappedBuckets::open(folder.path() / "buckets.map", 1, folder.path() / "aside");
  ASSERT_TRUE(opened);
  BucketKeeper keeper(*opened, [](LogLevel, std::string_view, std::string text) { ADD_FAILURE() << text; });
  keeper.start();
  keeper.stop();
}

}  // namespace
}  // namespace tickbard::test
