#include "daemon/runtime/saved_buckets.hpp"

#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <atomic>
#include <fstream>
#include <thread>

#include "aggregator/bars/bucket_pool.hpp"
#include "aggregator/bars/bucket_store.hpp"
#include "daemon/runtime/bucket_file.hpp"
#include "daemon/runtime/mapped_buckets.hpp"
#include "tests/aggregator/bars/store_bench.hpp"
#include "tests/sinks/builders.hpp"

namespace tickbard {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kUnknown = 0, kMonday = 1, kTuesday = 2;  // boots of the machine
constexpr std::size_t kPage = ChangedPages::kPageBytes;

std::string bytes_of(const fs::path& file, std::size_t at, std::size_t n) {
  std::string out(n, '\0');
  std::ifstream in(file, std::ios::binary);
  in.seekg(static_cast<std::streamoff>(at));
  in.read(out.data(), static_cast<std::streamsize>(n));
  return out;
}

void put(const fs::path& file, std::size_t at, std::string_view bytes) {
  std::fstream out(file, std::ios::in | std::ios::out | std::ios::binary);
  out.seekp(static_cast<std::streamoff>(at));
  out << bytes;
}

/// Of AAPL at ten, after a start.
constexpr std::string_view kTwoPrints = "bar AAPL 10:00 O=10 H=11 L=10 C=11 V=10 N=2 r1 partial forming";
constexpr std::string_view kThreePrints = "bar AAPL 10:00 O=10 H=12 L=10 C=12 V=15 N=3 r1 partial forming";

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
        saved(buckets),
        bench(buckets) {}

  std::string forming(std::string_view symbol) const { return bench.forming(symbol); }
  Result<void> save() { return saved.save(); }

  MappedBuckets buckets;
  SavedBuckets saved;
  StoreBench bench;
};

/// Two prints and a save; then `more` happens in the same run.
template <class More>
void monday(const Disk& disk, More&& more) {
  DaemonRun run(disk, kMonday);
  run.bench.store.vouch();
  run.bench.add("AAPL", print_at(1, "10", "5"));
  ASSERT_TRUE(run.save());
  run.bench.add("AAPL", print_at(2, "11", "5"));
  ASSERT_TRUE(run.save());
  more(run);
}
void monday(const Disk& disk) {
  monday(disk, [](DaemonRun&) {});
}

TEST(SavedBuckets, a_power_cut_costs_what_came_after_the_last_save) {
  for (const std::uint64_t boot : {kTuesday, kUnknown}) {
    SCOPED_TRACE(boot);
    const Disk disk;
    monday(disk, [](DaemonRun& run) {
      run.bench.add("MSFT", print_at(3, "20", "5"));
      ASSERT_TRUE(run.save());
      run.bench.add("AAPL", print_at(4, "12", "5"));
    });
    disk.lose_the_map();
    DaemonRun run(disk, boot);
    EXPECT_NE(run.buckets.notice().find("as after a power cut"), std::string::npos) << run.buckets.notice();
    EXPECT_FALSE(run.buckets.set_aside());
    EXPECT_EQ(run.forming("AAPL"), kTwoPrints);
    EXPECT_EQ(run.forming("MSFT"), "bar MSFT 10:00 O=20 H=20 L=20 C=20 V=5 N=1 r1 partial forming");
    EXPECT_FALSE(run.bench.store.intact()) << "a second may be missing";
  }
}

TEST(SavedBuckets, a_kill_costs_nothing_whatever_was_saved) {
  const Disk disk;
  monday(disk, [](DaemonRun& run) { run.bench.add("AAPL", print_at(3, "12", "5")); });
  DaemonRun run(disk, kMonday);
  EXPECT_EQ(run.buckets.notice(), "");
  EXPECT_EQ(run.forming("AAPL"), kThreePrints);
  EXPECT_TRUE(run.bench.store.intact());
}

TEST(SavedBuckets, an_old_copy_takes_nothing_from_a_younger_file) {
  const Disk disk;
  monday(disk, [](DaemonRun& run) { run.bench.add("AAPL", print_at(3, "12", "5")); });
  DaemonRun run(disk, kTuesday);  // in order, but the disk had taken no copy any more
  EXPECT_EQ(run.forming("AAPL"), kThreePrints);
}

TEST(SavedBuckets, of_each_slot_the_newer_state_counts) {
  const Disk disk;
  monday(disk, [](DaemonRun& run) {
    for (int i = 0; i != 40; ++i) run.bench.add("S" + std::to_string(i), print_at(1, "10", "5"));
    ASSERT_TRUE(run.save());
    for (int i = 0; i != 40; ++i) run.bench.add("S" + std::to_string(i), print_at(2, "11", "5"));
  });
  // Of the file the disk has the second page alone.
  const std::string before = bytes_of(disk.map, BucketFile::kHeaderBytes + kPage, kPage);
  disk.lose_the_map();
  put(disk.map, BucketFile::kHeaderBytes + kPage, before);
  DaemonRun run(disk, kTuesday);
  EXPECT_NE(run.forming("S0").find("V=5 N=1"), std::string::npos) << run.forming("S0");
  EXPECT_NE(run.forming("S20").find("V=10 N=2"), std::string::npos) << run.forming("S20");
  EXPECT_NE(run.forming("S39").find("V=5 N=1"), std::string::npos) << run.forming("S39");
}

TEST(SavedBuckets, power_cuts_in_a_row_lose_no_more_than_one) {
  const Disk disk;
  monday(disk);
  disk.lose_the_map();
  { DaemonRun run(disk, kTuesday); }
  disk.lose_the_map();
  DaemonRun run(disk, kTuesday + 1);
  EXPECT_EQ(run.forming("AAPL"), kTwoPrints);
}

TEST(SavedBuckets, where_the_file_is_gone_or_unusable_the_copy_takes_its_place) {
  struct Case {
    const char* name;
    std::function<void(const fs::path&)> damage;
    bool aside;
  };
  for (const Case& c : std::vector<Case>{
           {"gone", [](const fs::path& f) { fs::remove(f); }, false},
           {"empty", [](const fs::path& f) { fs::resize_file(f, 0); }, false},
           {"header byte", [](const fs::path& f) { put(f, 28, "x"); }, true},
           {"cut short", [](const fs::path& f) { fs::resize_file(f, 10); }, true},
           {"a folder", [](const fs::path& f) { fs::remove(f), fs::create_directories(f / "full"); }, true},
       }) {
    SCOPED_TRACE(c.name);
    const Disk disk;
    monday(disk);
    c.damage(disk.map);
    DaemonRun run(disk, kMonday);
    EXPECT_EQ(run.forming("AAPL"), kTwoPrints);
    EXPECT_FALSE(run.bench.store.intact()) << "though the boot is the same";
    EXPECT_NE(run.buckets.notice().find("took its place"), std::string::npos) << run.buckets.notice();
    EXPECT_EQ(run.buckets.set_aside(), c.aside);
    EXPECT_EQ(fs::exists(disk.aside), c.aside);
    EXPECT_TRUE(run.save());
  }
}

TEST(SavedBuckets, where_neither_file_nor_copy_can_be_used_that_is_said) {
  const Disk disk;
  monday(disk);
  fs::remove(disk.map);
  put(disk.saved, 28, "x");
  DaemonRun run(disk, kMonday);
  EXPECT_NE(run.buckets.notice().find("header is damaged; nor is there " + disk.map.string()), std::string::npos)
      << run.buckets.notice();
  EXPECT_EQ(run.forming("AAPL"), "none");
}

TEST(SavedBuckets, a_copy_of_another_memory_is_nobodys) {
  const Disk disk, other;
  monday(other);
  { DaemonRun run(disk, kMonday); }
  fs::copy_file(other.saved, disk.saved);
  DaemonRun run(disk, kTuesday);
  EXPECT_EQ(run.forming("AAPL"), "none");
  EXPECT_TRUE(run.save()) << "and gives way to one of this";
  EXPECT_NE(bytes_of(disk.saved, 0, 48), bytes_of(other.saved, 0, 48));
}

TEST(SavedBuckets, what_is_no_chunk_of_the_copy_makes_the_file_no_longer) {
  const Disk disk;
  monday(disk);
  disk.lose_the_map();
  const auto before = fs::file_size(disk.map);
  fs::resize_file(disk.saved, fs::file_size(disk.saved) + 100 * BucketMemory::kChunkBytes);
  EXPECT_EQ(DaemonRun(disk, kTuesday).forming("AAPL"), kTwoPrints);
  EXPECT_EQ(fs::file_size(disk.map), before);
}

TEST(SavedBuckets, what_is_saved_of_a_chunk_counts_where_the_disk_has_it_as_it_was_made_ahead) {
  const Disk disk;
  {
    DaemonRun run(disk, kMonday);
    run.buckets.make_ahead();
    std::ofstream(disk.aside) << bytes_of(disk.map, 0, fs::file_size(disk.map));
    run.bench.add("AAPL", print_at(1, "10", "5"));
    run.bench.add("AAPL", print_at(2, "11", "5"));
    ASSERT_TRUE(run.save());
  }
  fs::rename(disk.aside, disk.map);
  DaemonRun run(disk, kTuesday);
  EXPECT_EQ(run.forming("AAPL"), kTwoPrints);
  EXPECT_EQ(run.buckets.chunk_count(), 1U);
}

TEST(SavedBuckets, a_damaged_slot_of_the_copy_is_not_taken) {
  const Disk disk;
  monday(disk);
  disk.lose_the_map();
  put(disk.saved, BucketFile::kHeaderBytes + BucketPool::kFirstSlot + 40, "\x55");
  DaemonRun run(disk, kTuesday);
  EXPECT_EQ(run.forming("AAPL"), "none");
}

TEST(SavedBuckets, only_what_changed_is_written) {
  const Disk disk;
  DaemonRun run(disk, kMonday);
  for (int i = 0; i != 40; ++i) run.bench.add("S" + std::to_string(i), print_at(1, "10", "5"));
  ASSERT_TRUE(run.save());
  const auto last_byte = [](std::size_t page) { return BucketFile::kHeaderBytes + page * kPage + kPage - 1; };
  for (const std::size_t page : {0U, 1U, 2U}) put(disk.saved, last_byte(page), "x");  // seen where it stays
  run.bench.add("S20", print_at(2, "11", "5"));
  ASSERT_TRUE(run.save());
  std::string stayed;
  for (const std::size_t page : {0U, 1U, 2U}) stayed += bytes_of(disk.saved, last_byte(page), 1);
  EXPECT_EQ(stayed, std::string("x\0x", 3));
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

// Raced under the thread sanitizer.
TEST(SavedBuckets, are_saved_while_the_memory_grows_and_trades_come) {
  const Disk disk;
  constexpr int kSymbols = 9000;
  {
    DaemonRun run(disk, kMonday);
    std::atomic<bool> done{false};
    std::thread market([&] {
      for (int i = 0; i != kSymbols; ++i) run.bench.add("S" + std::to_string(i), print_at(1, "10", "5"));
      run.bench.store.vouch();
      done.store(true);
    });
    while (!done.load()) EXPECT_TRUE(run.save());
    market.join();
    ASSERT_TRUE(run.save());
  }
  disk.lose_the_map();
  DaemonRun run(disk, kTuesday);
  EXPECT_EQ(run.bench.store.recovered().buckets.size(), static_cast<std::size_t>(kSymbols));
  EXPECT_TRUE(run.bench.store.recovered().torn.empty());
}

TEST(SavedBuckets, an_unusable_copy_is_said_and_the_file_counts) {
  struct Case {
    const char* name;
    std::function<void(const fs::path&)> damage;
    const char* says;
  };
  for (const Case& c : std::vector<Case>{
           {"header byte", [](const fs::path& f) { put(f, 28, "x"); }, "header is damaged"},
           {"magic", [](const fs::path& f) { put(f, 0, "x"); }, "no file of open minutes"},
           {"cut short", [](const fs::path& f) { fs::resize_file(f, 10); }, "too short"},
           {"pipe", [](const fs::path& f) { fs::remove(f), ::mkfifo(f.c_str(), 0600); }, "a pipe"},
           {"folder", [](const fs::path& f) { fs::remove(f), fs::create_directories(f / "full"); }, "a folder"},
       }) {
    SCOPED_TRACE(c.name);
    const Disk disk;
    monday(disk);
    c.damage(disk.saved);
    DaemonRun run(disk, kTuesday);
    EXPECT_NE(run.buckets.notice().find(c.says), std::string::npos) << run.buckets.notice();
    EXPECT_NE(run.buckets.notice().find(disk.saved.string()), std::string::npos) << run.buckets.notice();
    EXPECT_FALSE(run.buckets.set_aside());
    EXPECT_EQ(run.forming("AAPL"), kTwoPrints);
    const auto saved = run.save();
    EXPECT_EQ(static_cast<bool>(saved), std::string_view(c.name) != "folder");
    if (!saved) {
      EXPECT_NE(saved.error().text.find("cannot replace " + disk.saved.string() + ": Is a directory"),
                std::string::npos)
          << saved.error().text;
      EXPECT_FALSE(fs::exists(disk.saved.string() + ".new")) << "nothing is written in vain";
    }
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
    monday(disk);
    const std::string earlier = bytes_of(disk.saved, 0, BucketMemory::kChunkBytes);
    DaemonRun run(disk, kTuesday);
    {
      const FullAt full(room);
      const auto saved = run.save();
      ASSERT_FALSE(saved);
      EXPECT_NE(saved.error().text.find(disk.saved.string() + ".new: File too large"), std::string::npos)
          << saved.error().text;
      EXPECT_FALSE(run.save()) << "and again";
    }
    EXPECT_FALSE(fs::exists(disk.saved.string() + ".new")) << "what little room there is is not for this";
    EXPECT_EQ(bytes_of(disk.saved, 0, BucketMemory::kChunkBytes), earlier);
    run.bench.add("AAPL", print_at(3, "12", "5"));
    ASSERT_TRUE(run.save()) << "there is room again";
    disk.lose_the_map();
    EXPECT_EQ(DaemonRun(disk, kTuesday + 1).forming("AAPL"), kThreePrints);
  }
}

TEST(SavedBuckets, after_a_failed_write_into_the_copy_everything_is_written) {
  const Disk disk;
  monday(disk, [&](DaemonRun& run) {
    {
      const FullAt full(BucketFile::kHeaderBytes + kPage / 2);
      run.bench.add("AAPL", print_at(3, "12", "5"));
      const auto saved = run.save();
      ASSERT_FALSE(saved);
      EXPECT_NE(saved.error().text.find(disk.saved.string() + ": File too large"), std::string::npos)
          << saved.error().text;
    }
    put(disk.saved, BucketFile::kHeaderBytes + 5 * kPage, "x");  // of a page that has not changed since
    ASSERT_TRUE(run.save());
    EXPECT_NE(bytes_of(disk.saved, BucketFile::kHeaderBytes + 5 * kPage, 1), "x");
  });
  disk.lose_the_map();
  EXPECT_EQ(DaemonRun(disk, kTuesday).forming("AAPL"), kThreePrints);
}

TEST(SavedBuckets, a_chunk_without_room_takes_none_and_comes_later) {
  const Disk disk;
  constexpr int kSymbols = 5000;
  monday(disk, [&](DaemonRun& run) {
    const auto before = fs::file_size(disk.saved);
    for (int i = 0; i != kSymbols; ++i) run.bench.add("S" + std::to_string(i), print_at(1, "10", "5"));
    {
      const FullAt full(before + 100'000);
      EXPECT_FALSE(run.save());
      EXPECT_EQ(fs::file_size(disk.saved), before) << "what is left is for those that need it more";
    }
    ASSERT_TRUE(run.save());
  });
  disk.lose_the_map();
  DaemonRun run(disk, kTuesday);
  EXPECT_EQ(run.bench.store.recovered().buckets.size(), static_cast<std::size_t>(kSymbols) + 1);
}

TEST(SavedBuckets, a_copy_that_somebody_removed_is_made_anew) {
  const Disk disk;
  monday(disk, [&](DaemonRun& run) {
    fs::remove(disk.saved);
    ASSERT_TRUE(run.save());
  });
  disk.lose_the_map();
  EXPECT_EQ(DaemonRun(disk, kTuesday).forming("AAPL"), kTwoPrints);
}

TEST(SavedBuckets, a_folder_in_the_place_of_the_new_copy_is_an_answer) {
  const Disk disk;
  DaemonRun run(disk, kMonday);
  fs::create_directory(disk.saved.string() + ".new");
  const auto saved = run.save();
  ASSERT_FALSE(saved);
  EXPECT_NE(saved.error().text.find("cannot make " + disk.saved.string() + ".new"), std::string::npos)
      << saved.error().text;
}

}  // namespace
}  // namespace tickbard
