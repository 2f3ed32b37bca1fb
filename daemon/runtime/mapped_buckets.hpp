#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "aggregator/bars/bucket_memory.hpp"
#include "aggregator/core/error.hpp"
#include "daemon/runtime/guarded.hpp"

namespace tickbard {

/// Bucket memory in a file: what the market writes is in the kernel's page cache at once, so a killed process
/// finds its open minutes again; sync() brings it to the disk for power cuts. The file is one page of header
/// (magic, format version, layout, chunk size, check sum), then chunks; their slots have check words of their
/// own (Bucket). Disk space is reserved before a chunk is handed out: a full disk is an answer here, not a signal
/// at the first write. Owner: market thread; sync() any thread. Errors: see open(); grow() gives an empty span
/// when the disk is full. Lifetime: chunks stay mapped at their address until it dies.
class MappedBuckets final : public BucketMemory {
 public:
  /// `layout` is the version of what the slots mean. A file of another version or layout, a damaged one, or what
  /// is no file at all is renamed to `aside`, a name that is free, and notice() says so; then a fresh one begins.
  /// Errors: a sentence, if the file cannot be made or read at all.
  static Result<MappedBuckets> open(const std::filesystem::path& file, std::uint32_t layout,
                                    const std::filesystem::path& aside);

  MappedBuckets(MappedBuckets&& other) noexcept;
  MappedBuckets& operator=(MappedBuckets&&) = delete;
  ~MappedBuckets() override;

  std::vector<std::span<std::byte>> existing() override;
  std::span<std::byte> grow() override;
  std::uint64_t boot() const override;

  /// What a person should know of the opening; empty: nothing.
  const std::string& notice() const { return notice_; }

  /// Why grow() last gave nothing; empty: it never did. Any thread.
  std::string trouble() const { return trouble_.read(); }

  /// Writes everything to the disk and waits for it. True: done.
  bool sync() noexcept;

 private:
  MappedBuckets(std::filesystem::path file, int fd) : file_(std::move(file)), fd_(fd) {}
  bool map_chunk(std::size_t index);

  std::filesystem::path file_;
  int fd_;
  std::vector<std::span<std::byte>> chunks_;
  std::string notice_;
  Guarded<std::string> trouble_;
};

}  // namespace tickbard
