#include "daemon/runtime/saved_buckets.hpp"

#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <cstring>
#include <fstream>

#include "aggregator/bars/bucket_pool.hpp"
#include "aggregator/bars/bucket_store.hpp"
#include "daemon/runtime/bucket_file.hpp"
#include "daemon/runtime/mapped_buckets.hpp"
#include "tests/aggregator/bars/store_bench.hpp"
#include "tests/sinks/builders.hpp"

namespace tickbard {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kMonday = 1, kTuesday = 2;  // boots of the machine

/// Of AAPL at ten, after a start: the first print, and the second too.
constexpr std::string_view kOnePrint = "bar AAPL 10:00 O=10 H=10 L=10 C=10 V=5 N=1 r1 partial forming";
constexpr std::string_view kTwoPrints = "bar AAPL 10:00 O=10 H=11 L=10 C=11 V=10 N=2 r1 partial forming";

/// A state directory that outlives the runs of the daemon in it.
struct Disk {
  const test::TempFolder folder;
  const fs::path map = folder.path() / "buckets.map", saved = MappedBuckets::saved(map),
                 aside = folder.path() / "buckets.map.corrupt.1";

  /// What the kernel had not written of the mapped file when the power went: all but its header.
  void lose_the_map() const {
    const auto size = fs::file_size(map);
    fs::resize_file(map, BucketFile::kHeaderBytes);
    fs::resize_file(map, size);
  }
};

/// One run of the daemon over that disk.
struct DaemonRun {
  DaemonRun(const Disk& disk, std::uint64_t boot)
      : buckets(MappedBuckets::open(disk.map, BucketPool::kLayout, disk.aside, boot).value()),
        saved(disk.saved, BucketPool::kLayout, boot),
        bench(buckets) {}

  Result<void> save() { return saved.save(buckets.chunks()); }

  MappedBuckets buckets;
  SavedBuckets saved;
  StoreBench bench;
};

TEST(SavedBuckets, a_power_cut_costs_what_came_after_the_last_save) {
  const Disk disk;
  {
    DaemonRun run(disk, kMonday);
    run.bench.store.vouch();
    run.bench.add("AAPL", print_at(1, "10", "5"));
    ASSERT_TRUE(run.save());
    run.bench.add("AAPL", print_at(2, "11", "5"));
    run.bench.add("MSFT", print_at(3, "20", "5"));
    ASSERT_TRUE(run.save());
    run.bench.add("AAPL", print_at(4, "12", "5"));
  }
  disk.lose_the_map();
  DaemonRun run(disk, kTuesday);
  EXPECT_EQ(run.buckets.notice(), "");
  EXPECT_EQ(run.bench.forming("AAPL"), kTwoPrints);
  EXPECT_EQ(run.bench.forming("MSFT"), "bar MSFT 10:00 O=20 H=20 L=20 C=20 V=5 N=1 r1 partial forming");
  EXPECT_FALSE(run.bench.store.intact()) << "a second may be missing";
  EXPECT_FALSE(fs::exists(disk.saved)) << "it is the mapped file now";
}

TEST(SavedBuckets, a_kill_costs_nothing_whatever_was_saved) {
  const Disk disk;
  {
    DaemonRun run(disk, kMonday);
    run.bench.store.vouch();
    run.bench.add("AAPL", print_at(1, "10", "5"));
    ASSERT_TRUE(run.save());
    run.bench.add("AAPL", print_at(2, "11", "5"));
  }
  DaemonRun run(disk, kMonday);
  EXPECT_EQ(run.bench.forming("AAPL"), kTwoPrints);
  EXPECT_TRUE(run.bench.store.intact());
  EXPECT_FALSE(fs::exists(disk.saved)) << "older than the file: no later boot may take it over";
}

TEST(SavedBuckets, where_the_boot_cannot_be_told_the_mapped_file_counts) {
  const Disk disk;
  {
    DaemonRun run(disk, kMonday);
    run.bench.add("AAPL", print_at(1, "10", "5"));
    ASSERT_TRUE(run.save());
    run.bench.add("AAPL", print_at(2, "11", "5"));
  }
  DaemonRun run(disk, 0);
  EXPECT_EQ(run.bench.forming("AAPL"), kTwoPrints);
}

TEST(SavedBuckets, two_power_cuts_before_the_next_save_lose_no_more_than_one) {
  const Disk disk;
  {
    DaemonRun run(disk, kMonday);
    run.bench.add("AAPL", print_at(1, "10", "5"));
    ASSERT_TRUE(run.save());
  }
  disk.lose_the_map();
  { DaemonRun run(disk, kTuesday); }
  DaemonRun run(disk, 3);
  EXPECT_EQ(run.bench.forming("AAPL"), kOnePrint);
}

TEST(SavedBuckets, only_what_changed_is_written) {
  const Disk disk;
  DaemonRun run(disk, kMonday);
  const auto symbol = [](int i) { return "S" + std::to_string(i); };
  for (int i = 0; i != 40; ++i) run.bench.add(symbol(i), print_at(1, "10", "5"));
  ASSERT_TRUE(run.save());
  const auto byte_of_page = [&](std::size_t page) {
    std::fstream f(disk.saved, std::ios::in | std::ios::out | std::ios::binary);
    f.seekp(static_cast<std::streamoff>(BucketFile::kHeaderBytes + page * ChangedPages::kPageBytes + 4095));
    return f;
  };
  for (const std::size_t page : {0U, 1U, 2U}) byte_of_page(page).put('x');  // seen where it stays
  run.bench.add(symbol(20), print_at(2, "11", "5"));
  ASSERT_TRUE(run.save());
  std::string stayed;
  for (const std::size_t page : {0U, 1U, 2U}) {
    auto f = byte_of_page(page);
    f.seekg(f.tellp());
    stayed += static_cast<char>(f.get()) == 'x' ? 'x' : '-';
  }
  EXPECT_EQ(stayed, "x-x");
}

TEST(SavedBuckets, chunks_that_come_later_are_saved_too) {
  const Disk disk;
  constexpr int kSymbols = 5000;  // more than one chunk holds
  {
    DaemonRun run(disk, kMonday);
    ASSERT_TRUE(run.save()) << "of nothing";
    for (int i = 0; i != kSymbols; ++i) {
      run.bench.add("S" + std::to_string(i), print_at(1, "10", "5"));
      if (i % 1000 == 0) {
        ASSERT_TRUE(run.save());
      }
    }
    ASSERT_TRUE(run.save());
  }
  disk.lose_the_map();
  DaemonRun run(disk, kTuesday);
  EXPECT_EQ(run.bench.store.recovered().buckets.size(), static_cast<std::size_t>(kSymbols));
}

TEST(SavedBuckets, an_unusable_copy_is_set_aside_and_said_and_the_mapped_file_counts) {
  struct Case {
    const char* name;
    std::function<void(const fs::path&)> damage;
    const char* says;
  };
  const auto overwrite = [](const fs::path& file, std::streamoff at) {
    std::fstream f(file, std::ios::in | std::ios::out | std::ios::binary);
    f.seekp(at);
    f.put('x');
  };
  for (const Case& c : std::vector<Case>{
           {"header byte", [&](const fs::path& f) { overwrite(f, 28); }, "header is damaged"},
           {"magic", [&](const fs::path& f) { overwrite(f, 0); }, "no file of open minutes"},
           {"cut short", [](const fs::path& f) { fs::resize_file(f, 10); }, "too short"},
           {"empty", [](const fs::path& f) { fs::resize_file(f, 0); }, "too short"},
           {"folder", [](const fs::path& f) { fs::remove(f), fs::create_directories(f / "full"); }, "a folder"},
           {"pipe", [](const fs::path& f) { fs::remove(f), ::mkfifo(f.c_str(), 0600); }, "a pipe"},
       }) {
    SCOPED_TRACE(c.name);
    const Disk disk;
    {
      DaemonRun run(disk, kMonday);
      run.bench.add("AAPL", print_at(1, "10", "5"));
      ASSERT_TRUE(run.save());
    }
    c.damage(disk.saved);
    DaemonRun run(disk, kTuesday);
    EXPECT_NE(run.buckets.notice().find(c.says), std::string::npos) << run.buckets.notice();
    EXPECT_NE(run.buckets.notice().find("set aside as " + disk.aside.string() + ".saved"), std::string::npos)
        << run.buckets.notice();
    EXPECT_TRUE(fs::exists(disk.aside.string() + ".saved"));
    EXPECT_EQ(run.bench.forming("AAPL"), kOnePrint);
    EXPECT_TRUE(run.save()) << "its place is free";
  }
}

/// The disk takes so many bytes of a file and no more.
class FullAt {
 public:
  explicit FullAt(std::size_t bytes) {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    ::signal(SIGXFSZ, SIG_IGN);
    const rlimit small{bytes, before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &small);
  }
  ~FullAt() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    ::signal(SIGXFSZ, SIG_DFL);
  }

 private:
  rlimit before_{};
};

TEST(SavedBuckets, wherever_the_disk_is_full_the_earlier_copy_stays_and_the_next_one_is_whole) {
  for (const std::size_t room : {std::size_t{0}, std::size_t{100}, BucketFile::kHeaderBytes,
                                 BucketFile::kHeaderBytes + 100'000, BucketMemory::kChunkBytes}) {
    SCOPED_TRACE(room);
    const Disk disk;
    {
      DaemonRun first(disk, kMonday);
      first.bench.add("AAPL", print_at(1, "10", "5"));
      ASSERT_TRUE(first.save());
    }
    DaemonRun run(disk, kTuesday);
    {
      const FullAt full(room);
      const auto saved = run.save();
      ASSERT_FALSE(saved);
      EXPECT_NE(saved.error().text.find(disk.saved.string() + ": "), std::string::npos) << saved.error().text;
      EXPECT_FALSE(run.save()) << "and again";
    }
    run.bench.add("AAPL", print_at(2, "11", "5"));
    ASSERT_TRUE(run.save()) << "there is room again";
    const fs::path copy = disk.folder.path() / "copied.map";
    fs::copy_file(disk.saved, copy);
    auto copied = MappedBuckets::open(copy, BucketPool::kLayout, disk.aside, kTuesday).value();
    StoreBench bench(copied);
    EXPECT_EQ(bench.forming("AAPL"), kTwoPrints);
  }
}

TEST(SavedBuckets, after_a_failed_write_into_the_copy_a_whole_one_takes_its_place) {
  const Disk disk;
  DaemonRun run(disk, kMonday);
  run.bench.add("AAPL", print_at(1, "10", "5"));
  ASSERT_TRUE(run.save());
  struct stat before {
  }, after{};
  ::stat(disk.saved.c_str(), &before);
  {
    const FullAt full(100);
    run.bench.add("AAPL", print_at(2, "11", "5"));
    EXPECT_FALSE(run.save());
  }
  ASSERT_TRUE(run.save()) << "though nothing has changed since";
  ::stat(disk.saved.c_str(), &after);
  EXPECT_NE(after.st_ino, before.st_ino);
}

TEST(SavedBuckets, a_folder_in_the_place_of_the_new_copy_is_an_answer) {
  const Disk disk;
  DaemonRun run(disk, kMonday);
  fs::create_directory(disk.saved.string() + ".new");
  const auto saved = run.save();
  ASSERT_FALSE(saved);
  EXPECT_NE(saved.error().text.find("cannot begin"), std::string::npos) << saved.error().text;
}

TEST(SavedBuckets, a_boot_that_is_known_is_never_zero_in_the_header) {
  EXPECT_EQ(SavedBuckets::folded(0), 0U);
  EXPECT_NE(SavedBuckets::folded(0x1234567812345678), 0U) << "whose halves cancel out";
  EXPECT_NE(SavedBuckets::folded(kMonday), SavedBuckets::folded(kTuesday));
}

}  // namespace
}  // namespace tickbard
