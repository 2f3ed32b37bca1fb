#pragma once

#include <cstdint>
#include <filesystem>

#include "sinks/error.hpp"

namespace tickbard {

/// A file beside the journal with an upper bound of every sequence number that may have been used. If the journal
/// is lost, its successor begins above the bound, so that no number ever means two events. Owner: the journal's
/// thread.
class NumberReserve {
 public:
  static constexpr std::uint64_t kStride = 1'000'000;

  explicit NumberReserve(std::filesystem::path file);

  std::uint64_t bound() const { return bound_; }

  /// Makes numbers up to `last` usable: on the disk before it returns. Cheap unless the bound is passed.
  StoreResult<void> cover(std::uint64_t last);

 private:
  std::filesystem::path file_;
  std::uint64_t bound_ = 0;
};

}  // namespace tickbard
