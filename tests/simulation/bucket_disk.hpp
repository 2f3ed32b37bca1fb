#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "aggregator/bars/bucket_memory.hpp"
#include "tests/simulation/dice.hpp"

namespace tickbard::sim {

/// Bucket memory as the mapped file and its copy behave: a kill leaves it as it stands, a power cut leaves of each
/// page either what the last save wrote or something newer. Owner: the world; it outlives the processes that use it.
class BucketDisk final : public BucketMemory {
 public:
  std::vector<std::span<std::byte>> existing() override;
  std::span<std::byte> grow() override;
  std::uint64_t boot() const override { return boot_; }

  void sync();
  void cut_power(Dice& dice);
  /// The file is gone, or set aside as damaged.
  void lose();

  /// One bit of a slot in use is not what was written.
  void flip(Dice& dice);

  /// A kill in the middle of a slot's change: call remember() before the change and tear() after it. Of the slots
  /// that changed one is left half-way, with its version odd; the others as they were before or after.
  void remember() { before_ = copy(); }
  void tear(Dice& dice);

 private:
  using Pages = std::vector<std::byte>;
  struct Free {
    void operator()(std::byte* p) const noexcept;
  };
  std::vector<Pages> copy() const;

  std::vector<std::unique_ptr<std::byte, Free>> chunks_;
  std::vector<Pages> synced_, before_;
  std::uint64_t boot_ = 1;
};

}  // namespace tickbard::sim
