#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <memory>

namespace tickbard {

/// An array that only grows and never moves an element, so readers may index it while the writer appends.
/// Owner: one thread appends; any thread reads elements whose index it learnt through an acquire.
/// Errors: full() after kCapacity elements.
template <class T>
class StableArray {
 public:
  static constexpr std::size_t kChunk = 1024;
  static constexpr std::size_t kCapacity = kChunk * 4096;

  std::size_t size() const noexcept { return size_; }  ///< the writer's view
  bool full() const noexcept { return size_ == kCapacity; }

  /// Precondition: !full(). The new element is value-initialised.
  T& append() {
    if (size_ % kChunk == 0) {
      owned_[size_ / kChunk] = std::make_unique<std::array<T, kChunk>>();
      chunks_[size_ / kChunk].store(owned_[size_ / kChunk].get(), std::memory_order_release);
    }
    return (*this)[size_++];
  }

  T& operator[](std::size_t i) noexcept {
    return (*chunks_[i / kChunk].load(std::memory_order_acquire))[i % kChunk];
  }
  const T& operator[](std::size_t i) const noexcept {
    return (*chunks_[i / kChunk].load(std::memory_order_acquire))[i % kChunk];
  }

 private:
  using Chunk = std::array<T, kChunk>;
  std::size_t size_ = 0;
  std::array<std::atomic<Chunk*>, kCapacity / kChunk> chunks_{};
  std::array<std::unique_ptr<Chunk>, kCapacity / kChunk> owned_;
};

}  // namespace tickbard
