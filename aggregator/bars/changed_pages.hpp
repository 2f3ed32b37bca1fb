#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace tickbard {

/// Finds the pages of bucket memory that changed since it last looked, and copies them, for who keeps the open
/// minutes in a second place while the market goes on writing. Each slot is whole; but for one whose page was
/// never seen before and whose writer is held up in its midst: that is torn, and says so. Owner: one thread, any.
/// Errors: none. Lifetime: chunks outlive the calls.
class ChangedPages {
 public:
  static constexpr std::size_t kPageBytes = 4096;
  static constexpr std::size_t kRunBytes = 16 * kPageBytes;

  struct Run {
    std::size_t at = 0;                ///< of its first byte in the chunk
    std::span<const std::byte> bytes;  ///< until the next call; empty: nothing more has changed
  };

  /// Changed pages that lie one behind another, from byte `at` of the chunk on, as many as a run takes. They count
  /// as seen. `index` is the chunk's number.
  Run next(std::size_t index, std::span<const std::byte> chunk, std::size_t at);

  /// All of them count as changed again.
  void forget() { seen_.clear(); }

 private:
  std::vector<std::uint64_t> seen_;  ///< by page of all chunks: how often its slots had changed; 0: not seen
  alignas(64) std::array<std::byte, kRunBytes> copy_;
};

}  // namespace tickbard
