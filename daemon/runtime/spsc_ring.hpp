#pragma once

#include <algorithm>
#include <atomic>
#include <bit>
#include <cstddef>
#include <memory>
#include <span>
#include <type_traits>

namespace tickbard {

/// A bounded ring from one producer thread to one consumer thread; wait-free on both ends, no allocation after
/// construction. Full-policy: the producer is told and keeps what it has; nothing is ever overwritten.
/// Owner: producer end (stage, publish) one thread; consumer end (consume, empty) one thread.
/// Units: capacity in elements, rounded up to a power of two.
/// Lifetime: outlives both threads.
///
/// Invariants: read <= published <= staged <= read + capacity; the indices only grow (64 bits never wrap).
/// Each side's indices share a cache line with that side's copy of the other's, so that a side touches the other's
/// line only when its copy says full (or less than is asked for).
template <class T>
class SpscRing {
  static_assert(std::is_trivially_copyable_v<T>);

 public:
  explicit SpscRing(std::size_t capacity)
      : mask_(std::bit_ceil(capacity < 2 ? std::size_t{2} : capacity) - 1),
        slots_(std::make_unique<T[]>(mask_ + 1)) {}
  SpscRing(const SpscRing&) = delete;
  SpscRing& operator=(const SpscRing&) = delete;

  std::size_t capacity() const noexcept { return mask_ + 1; }

  /// Producer: puts an element in without showing it yet. False: full.
  bool stage(const T& value) noexcept {
    if (staged_ - read_copy_ > mask_) {
      // acquire: the consumer's release of `read_` ends its reading of the slots we are about to overwrite.
      read_copy_ = read_.load(std::memory_order_acquire);
      if (staged_ - read_copy_ > mask_) return false;
    }
    slots_[staged_ & mask_] = value;
    ++staged_;
    return true;
  }

  /// Producer: shows everything staged, in one store for a whole batch.
  void publish() noexcept {
    // release: the slots are written before the index that shows them.
    published_.store(staged_, std::memory_order_release);
  }

  /// Consumer: hands up to `most` elements to f(std::span<const T>) in order, as they lie in memory: at most
  /// twice. Then frees them in one store. Returns how many.
  template <class F>
  std::size_t consume_spans(F&& f, std::size_t most = static_cast<std::size_t>(-1)) {
    const std::size_t from = read_.load(std::memory_order_relaxed);  // relaxed: our own index
    if (published_copy_ - from < most) {
      // acquire: pairs with publish(), so that the slots are seen as they were when shown.
      published_copy_ = published_.load(std::memory_order_acquire);
    }
    std::size_t n = published_copy_ - from;
    if (n > most) n = most;
    const std::size_t first = from & mask_, straight = std::min(n, mask_ + 1 - first);
    if (straight != 0) f(std::span<const T>(&slots_[first], straight));
    if (straight != n) f(std::span<const T>(&slots_[0], n - straight));
    // release: our reading of the slots ends before the producer may reuse them.
    if (n != 0) read_.store(from + n, std::memory_order_release);
    return n;
  }

  /// Consumer: the same one by one, to f(const T&).
  template <class F>
  std::size_t consume(F&& f, std::size_t most = static_cast<std::size_t>(-1)) {
    return consume_spans(
        [&](std::span<const T> elements) {
          for (const T& element : elements) f(element);
        },
        most);
  }

  /// Consumer: nothing to take at this moment. (Any other thread: a hint.)
  bool empty() const noexcept { return size() == 0; }

  /// Any thread: how many elements are waiting; exact only on the consumer's side for "at least".
  std::size_t size() const noexcept {
    const std::size_t read = read_.load(std::memory_order_acquire);  // first: so the difference is never negative
    return published_.load(std::memory_order_acquire) - read;
  }

 private:
  static constexpr std::size_t kLine = 64;

  const std::size_t mask_;
  const std::unique_ptr<T[]> slots_;
  alignas(kLine) std::atomic<std::size_t> published_{0};  // producer writes
  std::size_t staged_ = 0;                                // producer only
  std::size_t read_copy_ = 0;                             // producer only
  alignas(kLine) std::atomic<std::size_t> read_{0};       // consumer writes
  std::size_t published_copy_ = 0;                        // consumer only
};

}  // namespace tickbard
