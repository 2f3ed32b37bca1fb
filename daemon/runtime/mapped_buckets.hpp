#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <vector>

#include "aggregator/bars/bucket_memory.hpp"
#include "aggregator/core/error.hpp"
#include "daemon/runtime/guarded.hpp"
#include "daemon/runtime/spsc_ring.hpp"

namespace tickbard {

/// A number of this boot of the machine, 0 if it cannot be told. Any thread.
std::uint64_t boot_of_machine();

/// Bucket memory in a file: what the market writes is in the kernel's page cache at once, so a killed process
/// finds its open minutes again. For power cuts SavedBuckets keeps a copy beside it: what the disk has newer of
/// that is taken at the next start. A BucketFile; its slots have check words of their own (Bucket). Disk space is
/// reserved before a chunk is handed out: a full disk is an answer here, not a signal at the first write. A chunk
/// takes a millisecond to make, so another thread makes some ahead. Owner: market thread; make_ahead() the
/// `buckets` thread; chunks(), chunk_count() and trouble() any. Errors: see open(); grow() gives an empty span
/// when the disk is full. Lifetime: chunks stay mapped at their address until it dies.
class MappedBuckets final : public BucketMemory {
 public:
  /// `layout` is the version of what the slots mean. A file of another version or layout, a damaged one, or what
  /// is no file at all is renamed to `aside`, a name that is free, and notice() says so; then its copy takes its
  /// place, or a fresh one. Errors: a sentence, if the file cannot be made or read at all.
  static Result<MappedBuckets> open(const std::filesystem::path& file, std::uint32_t layout,
                                    const std::filesystem::path& aside, std::uint64_t boot = boot_of_machine());

  /// Where the copy of that file is. Any thread.
  static std::filesystem::path saved(const std::filesystem::path& file);

  MappedBuckets(MappedBuckets&& other) noexcept;
  MappedBuckets& operator=(MappedBuckets&&) = delete;
  ~MappedBuckets() override;

  std::vector<std::span<std::byte>> existing() override;
  /// One that was made ahead, else as BucketMemory says.
  std::span<std::byte> grow() override;

  /// How many are made ahead: slots for all US symbols of one minute.
  static constexpr std::size_t kAhead = 3;

  /// So much of the disk is left to others, who cannot do without: the journal, and the market itself.
  static constexpr std::uintmax_t kLeftFree = 64U << 20;

  /// Until so many are there. What is left of them the next run finds, and hands out first. False: the disk is
  /// full, or nearly.
  bool make_ahead();

  std::uint64_t boot() const override { return boot_; }

  /// What a person should know of the opening; empty: nothing.
  const std::string& notice() const { return notice_; }
  bool set_aside() const { return set_aside_; }  ///< a file was

  /// Why grow() last gave nothing; empty: it never did. Any thread.
  std::string trouble() const {
    return troubled_.load(std::memory_order_acquire) ? trouble_.read() : std::string{};
  }

  /// Those that are handed out by now, and how many: who asks often looks at the number first, for the market
  /// would wait for whoever is held up within chunks(). Any thread.
  std::vector<std::span<const std::byte>> chunks() const { return shown_.read(); }
  std::size_t chunk_count() const noexcept { return count_.load(std::memory_order_acquire); }

  const std::filesystem::path& file() const { return file_; }
  std::uint32_t layout() const { return layout_; }
  std::uint32_t number() const { return number_; }  ///< the same in its copies

 private:
  MappedBuckets(std::filesystem::path file, int fd, std::uint32_t layout, std::uint32_t number, std::uint64_t boot)
      : file_(std::move(file)), fd_(fd), layout_(layout), number_(number), boot_(boot) {}
  bool map_all();
  void take_newer(int copy);
  std::span<std::byte> in_trouble(const Problem& problem);
  Result<std::span<std::byte>> make();
  std::span<std::byte> map_chunk(std::size_t index) const;
  void put_ahead(std::span<std::byte> chunk);
  std::span<std::byte> take_ahead();
  void hand_out(std::span<std::byte> chunk);

  std::filesystem::path file_;
  int fd_;
  std::uint32_t layout_, number_;
  std::uint64_t boot_;
  std::mutex making_;       ///< one at a time: what comes next in the file is handed out next
  std::size_t mapped_ = 0;  ///< chunks of the file, under making_
  std::unique_ptr<SpscRing<std::span<std::byte>>> ahead_ =  ///< from who holds making_ to the market
      std::make_unique<SpscRing<std::span<std::byte>>>(kAhead);
  std::vector<std::span<std::byte>> chunks_;                ///< handed out
  Guarded<std::vector<std::span<const std::byte>>> shown_;  ///< chunks_, for other threads
  std::atomic<std::size_t> count_{0};                       ///< of them
  std::string notice_;
  bool set_aside_ = false;
  Guarded<std::string> trouble_;
  std::atomic<bool> troubled_{false};
};

}  // namespace tickbard
