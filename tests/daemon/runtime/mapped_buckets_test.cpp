#include "daemon/runtime/mapped_buckets.hpp"

#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cstring>
#include <fstream>
#include <numeric>
#include <thread>

#include "aggregator/bars/bucket_pool.hpp"

namespace tickbard {
namespace {

namespace fs = std::filesystem;

class MappedBucketsTest : public ::testing::Test {
 public:
  void SetUp() override {
    std::string name = (fs::temp_directory_path() / "tickbard-buckets-XXXXXX").string();
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    folder_ = name;
    file_ = folder_ / "open-minutes";
    aside_ = folder_ / "aside";
  }
  void TearDown() override { fs::remove_all(folder_); }

  MappedBuckets open(std::uint32_t layout = 1) {
    auto opened = MappedBuckets::open(file_, layout, aside_);
    EXPECT_TRUE(opened) << (opened ? "" : opened.error().text);
    return std::move(opened).value();
  }

  void overwrite(std::streamoff at, char byte) {
    std::fstream f(file_, std::ios::in | std::ios::out | std::ios::binary);
    f.seekp(at);
    f.put(byte);
  }

  fs::path folder_, file_, aside_;
};

/// While `body` runs no file gets longer, as on a full disk.
template <class Body>
void with_file_limit(rlim_t bytes, Body&& body) {
  rlimit before{};
  ::getrlimit(RLIMIT_FSIZE, &before);
  const rlimit small{bytes, before.rlim_max};
  ::signal(SIGXFSZ, SIG_IGN);
  ::setrlimit(RLIMIT_FSIZE, &small);
  body();
  ::setrlimit(RLIMIT_FSIZE, &before);
  ::signal(SIGXFSZ, SIG_DFL);
}

TEST_F(MappedBucketsTest, a_fresh_file_has_no_chunks_and_grows_by_zeroed_aligned_ones) {
  auto buckets = open();
  EXPECT_TRUE(buckets.existing().empty());
  EXPECT_EQ(buckets.notice(), "");
  const auto chunk = buckets.grow();
  ASSERT_EQ(chunk.size(), BucketMemory::kChunkBytes);
  EXPECT_EQ(reinterpret_cast<std::uintptr_t>(chunk.data()) % 4096, 0u);
  EXPECT_TRUE(std::all_of(chunk.begin(), chunk.end(), [](std::byte b) { return b == std::byte{0}; }));
}

TEST_F(MappedBucketsTest, what_was_written_is_there_again_in_order) {
  {
    auto buckets = open();
    for (int i = 0; i < 3; ++i) std::memset(buckets.grow().data(), 'a' + i, BucketMemory::kChunkBytes);
  }
  auto again = open();
  const auto chunks = again.existing();
  ASSERT_EQ(chunks.size(), 3u);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(chunks[i].front(), static_cast<std::byte>('a' + i));
    EXPECT_EQ(chunks[i].back(), static_cast<std::byte>('a' + i));
  }
  EXPECT_EQ(again.grow().front(), std::byte{0});
}

TEST_F(MappedBucketsTest, tells_the_boot_of_the_machine) {
  const std::uint64_t boot = open().boot();
  EXPECT_NE(boot, 0u);
  EXPECT_EQ(open().boot(), boot) << "the same for every process until the machine starts anew";
}

TEST_F(MappedBucketsTest, chunks_keep_their_address_while_it_grows) {
  auto buckets = open();
  const auto first = buckets.grow();
  first[100] = std::byte{7};
  for (int i = 0; i < 5; ++i) buckets.grow();
  EXPECT_EQ(buckets.existing()[0].data(), first.data());
  EXPECT_EQ(first[100], std::byte{7});
}

TEST_F(MappedBucketsTest, a_killed_process_leaves_what_it_wrote) {
  const pid_t child = ::fork();
  if (child == 0) {
    auto opened = MappedBuckets::open(file_, 1, aside_);
    if (opened) std::memcpy(opened->grow().data(), "open minute", 11);
    ::kill(::getpid(), SIGKILL);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  ASSERT_TRUE(WIFSIGNALED(status));
  auto buckets = open();
  ASSERT_EQ(buckets.existing().size(), 1u);
  EXPECT_EQ(std::memcmp(buckets.existing()[0].data(), "open minute", 11), 0);
}

TEST_F(MappedBucketsTest, unusable_files_are_set_aside_and_said) {
  struct Case {
    const char* name;
    std::function<void(MappedBucketsTest&)> damage;
    const char* says;
  };
  const std::vector<Case> cases{
      {"other layout", [](auto&) {}, "another version"},
      {"header byte", [](auto& t) { t.overwrite(24, 'x'); }, "header is damaged"},
      {"magic", [](auto& t) { t.overwrite(0, 'x'); }, "no file of open minutes"},
      {"cut short", [](auto& t) { fs::resize_file(t.file_, 10); }, "too short"},
      {"folder", [](auto& t) { fs::remove(t.file_), fs::create_directories(t.file_ / "full"); }, "a folder"},
      {"pipe", [](auto& t) { fs::remove(t.file_), ::mkfifo(t.file_.c_str(), 0600); }, "a pipe"},
      {"link to a folder", [](auto& t) { fs::remove(t.file_), fs::create_symlink("/tmp", t.file_); }, "a folder"},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.name);
    fs::remove_all(folder_);
    fs::create_directory(folder_);
    { open().grow()[0] = std::byte{1}; }
    c.damage(*this);
    auto buckets = open(std::string_view(c.name) == "other layout" ? 2 : 1);
    EXPECT_TRUE(buckets.existing().empty());
    EXPECT_NE(buckets.notice().find(c.says), std::string::npos) << buckets.notice();
    EXPECT_NE(buckets.notice().find(aside_.string()), std::string::npos) << buckets.notice();
    EXPECT_TRUE(fs::exists(aside_));
    EXPECT_TRUE(fs::is_regular_file(fs::symlink_status(file_)));
    EXPECT_EQ(buckets.grow().size(), BucketMemory::kChunkBytes);
  }
}

TEST_F(MappedBucketsTest, half_a_chunk_of_a_crash_while_growing_is_dropped) {
  { open().grow()[0] = std::byte{1}; }
  fs::resize_file(file_, fs::file_size(file_) + BucketMemory::kChunkBytes / 2);
  auto buckets = open();
  EXPECT_EQ(buckets.existing().size(), 1u);
  EXPECT_EQ(buckets.notice(), "");
  EXPECT_EQ(buckets.grow()[0], std::byte{0});
}

TEST_F(MappedBucketsTest, a_missing_folder_is_an_answer_with_what_to_do) {
  const auto opened = MappedBuckets::open(folder_ / "absent" / "open-minutes", 1, aside_);
  ASSERT_FALSE(opened);
  EXPECT_NE(opened.error().text.find("state directory"), std::string::npos);
}

TEST_F(MappedBucketsTest, a_full_disk_gives_an_empty_chunk_and_a_reason) {
  auto buckets = open();
  buckets.grow();
  with_file_limit(BucketMemory::kChunkBytes + 8192, [&] { EXPECT_TRUE(buckets.grow().empty()); });
  EXPECT_NE(buckets.trouble().find("extend"), std::string::npos) << buckets.trouble();
  EXPECT_EQ(buckets.grow().size(), BucketMemory::kChunkBytes) << "and when there is room again it goes on";
}

/// A number in the last bytes of a chunk, where no slot is changed by it.
void name(std::span<std::byte> chunk, int number) {
  std::memcpy(&chunk[chunk.size() - sizeof number], &number, sizeof number);
}
std::vector<int> names(const std::vector<std::span<std::byte>>& chunks) {
  std::vector<int> out;
  for (const auto chunk : chunks)
    std::memcpy(&out.emplace_back(), &chunk[chunk.size() - sizeof(int)], sizeof(int));
  return out;
}

TEST_F(MappedBucketsTest, chunks_made_ahead_are_ready_and_shown_when_they_are_handed_out) {
  auto buckets = open();
  buckets.make_ahead();
  EXPECT_TRUE(buckets.existing().empty());
  EXPECT_TRUE(buckets.chunks().empty()) << "who copies them has nothing to copy";
  EXPECT_EQ(fs::file_size(file_), 4096 + MappedBuckets::kAhead * BucketMemory::kChunkBytes);
  for (std::size_t i = 0; i != MappedBuckets::kAhead + 1; ++i) {
    const auto chunk = buckets.grow();
    EXPECT_EQ(BucketPool::ready(chunk), i != MappedBuckets::kAhead) << i;
    EXPECT_EQ(buckets.chunk_count(), i + 1);
  }
}

TEST_F(MappedBucketsTest, one_thread_makes_chunks_ahead_while_the_market_takes_them_in_the_file_s_order) {
  constexpr int kChunks = 40;
  {
    auto buckets = open();
    std::atomic<bool> done{false};
    std::thread ahead([&] {
      while (!done) buckets.make_ahead();
    });
    for (int i = 0; i != kChunks; ++i) name(buckets.grow(), i + 1);
    done = true;
    ahead.join();
  }
  std::vector<int> in_order(kChunks);
  std::iota(in_order.begin(), in_order.end(), 1);
  EXPECT_EQ(names(open().existing()), in_order) << "and no more of them";
}

TEST_F(MappedBucketsTest, what_a_run_left_of_those_made_ahead_is_the_next_one_s) {
  for (int run = 0; run != 4; ++run) {
    const pid_t child = ::fork();
    if (child == 0) {
      auto opened = MappedBuckets::open(file_, 1, aside_);
      if (opened) opened->make_ahead();
      if (opened && opened->grow().size() == BucketMemory::kChunkBytes && run == 0) name(opened->existing()[0], 7);
      ::kill(::getpid(), SIGKILL);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    EXPECT_EQ(fs::file_size(file_), 4096 + MappedBuckets::kAhead * BucketMemory::kChunkBytes +
                                        (run == 0 ? 0 : BucketMemory::kChunkBytes))
        << run;
    EXPECT_EQ(names(open().existing()), std::vector<int>{7});
  }
}

TEST_F(MappedBucketsTest, one_whose_making_was_cut_short_is_made_to_the_end_by_the_next_run) {
  {
    auto buckets = open();
    name(buckets.grow(), 7);
    buckets.make_ahead();
  }
  const auto size = fs::file_size(file_);
  for (const std::size_t made : {0U, 16U, 24U, 5'000U, 900'000U}) {
    {  // killed with so many bytes of the last one
      std::fstream file(file_, std::ios::in | std::ios::out | std::ios::binary);
      file.seekp(static_cast<std::streamoff>(size - BucketMemory::kChunkBytes + made));
      file << std::string(BucketMemory::kChunkBytes - made, '\0');
    }
    auto buckets = open();
    buckets.make_ahead();
    EXPECT_EQ(fs::file_size(file_), size) << made;
    EXPECT_EQ(names(buckets.existing()), std::vector<int>{7});
    for (std::size_t i = 0; i != MappedBuckets::kAhead; ++i) EXPECT_TRUE(BucketPool::ready(buckets.grow())) << i;
  }
}

TEST_F(MappedBucketsTest, what_a_run_vouched_for_is_not_taken_for_one_made_ahead) {
  {
    auto buckets = open();
    BucketPool pool(buckets);
    pool.take();
    pool.vouch(true);
  }
  fs::resize_file(file_, 4096);
  fs::resize_file(file_, 4096 + BucketMemory::kChunkBytes);  // the disk lost it
  auto lost = open();
  EXPECT_TRUE(lost.existing().empty()) << "nor is there a mark";
  {
    BucketPool pool(lost);
    EXPECT_FALSE(pool.intact());
    for (std::size_t i = 0; i != BucketMemory::kChunkBytes / Bucket::kBytes; ++i) pool.take();
    pool.vouch(true);
  }
  auto buckets = open();
  EXPECT_EQ(buckets.existing().size(), 2u) << "of which the second has no used slot";
  EXPECT_TRUE(BucketPool(buckets).intact());
}

TEST_F(MappedBucketsTest, a_full_disk_makes_none_ahead_and_that_is_no_trouble_yet) {
  auto buckets = open();
  const auto before = fs::file_size(file_);
  with_file_limit(before + BucketMemory::kChunkBytes / 2, [&] { EXPECT_FALSE(buckets.make_ahead()); });
  EXPECT_EQ(fs::file_size(file_), before) << "what room is left is not for this";
  EXPECT_EQ(buckets.trouble(), "");
  EXPECT_EQ(buckets.grow()[0], std::byte{0});
  EXPECT_EQ(buckets.chunk_count(), 1u);
}

}  // namespace
}  // namespace tickbard
