#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace tickbard {

/// Where bucket slots live. The daemon maps a file, so that a killed process finds its open minutes again;
/// tests and replays use the heap.
/// Owner: market thread.
/// Errors: grow() gives an empty span when there is no more; the market then goes on in plain heap memory.
/// Lifetime: every span stays valid, at its address, until the object dies; it outlives the market.
class BucketMemory {
 public:
  static constexpr std::size_t kChunkBytes = std::size_t{1} << 20;

  virtual ~BucketMemory() = default;

  /// Chunks that hold something from an earlier run, in their order; each starts on a 64-byte boundary.
  virtual std::vector<std::span<std::byte>> existing() = 0;

  /// One more chunk of kChunkBytes zero bytes, or what BucketPool::make_ready() makes of them, on a 64-byte boundary
  /// (on a page, where slots must survive power loss).
  virtual std::span<std::byte> grow() = 0;

  /// A number of this boot of the machine, 0 if it cannot be told. Chunks of an earlier boot may be older than
  /// what the last run wrote: a power cut keeps only what had reached the disk.
  virtual std::uint64_t boot() const { return 1; }
};

/// Bucket memory that dies with the process, or with the test that plays a restart by keeping it.
class HeapBucketMemory final : public BucketMemory {
 public:
  std::vector<std::span<std::byte>> existing() override;
  std::span<std::byte> grow() override;

 private:
  struct Free {
    void operator()(std::byte* p) const noexcept;
  };
  std::vector<std::unique_ptr<std::byte, Free>> chunks_;
};

}  // namespace tickbard
