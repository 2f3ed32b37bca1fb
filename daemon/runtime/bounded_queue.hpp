#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <utility>

namespace tickbard {

enum class Pushed : std::uint8_t { yes, full, closed };

/// A queue for hops at the rate of bars, commands and requests: a mutex and a condition variable. Ticks take the
/// SpscRing. Full-policy: push says full, at once, and the producer keeps the element.
/// Owner: any number of threads at both ends. Lifetime: outlives them; close() wakes them all.
template <class T>
class BoundedQueue {
 public:
  explicit BoundedQueue(std::size_t capacity) : capacity_(capacity) {}
  BoundedQueue(const BoundedQueue&) = delete;
  BoundedQueue& operator=(const BoundedQueue&) = delete;

  /// `value` is moved from only if the answer is yes.
  Pushed push(T&& value) {
    std::unique_lock lock(mutex_);
    if (closed_) return Pushed::closed;
    if (items_.size() >= capacity_) return Pushed::full;
    items_.push_back(std::move(value));
    lock.unlock();
    filled_.notify_one();
    return Pushed::yes;
  }
  Pushed push(const T& value) { return push(T(value)); }

  /// Waits. Empty: closed and drained.
  std::optional<T> pop() {
    std::unique_lock lock(mutex_);
    filled_.wait(lock, [&] { return closed_ || !items_.empty(); });
    return take();
  }

  /// Waits at most `timeout` (0: not at all). Empty: nothing came, or closed and drained.
  std::optional<T> pop_for(std::chrono::nanoseconds timeout) {
    std::unique_lock lock(mutex_);
    filled_.wait_for(lock, timeout, [&] { return closed_ || !items_.empty(); });
    return take();
  }
  std::optional<T> try_pop() {
    std::lock_guard lock(mutex_);
    return take();
  }

  /// No element comes in any more; what is in can still be taken.
  void close() {
    {
      std::lock_guard lock(mutex_);
      closed_ = true;
    }
    filled_.notify_all();
  }

  std::size_t size() const {
    std::lock_guard lock(mutex_);
    return items_.size();
  }

 private:
  /// With the mutex held.
  std::optional<T> take() {
    if (items_.empty()) return std::nullopt;
    std::optional<T> out(std::move(items_.front()));
    items_.pop_front();
    return out;
  }

  const std::size_t capacity_;
  mutable std::mutex mutex_;  // guards everything below
  std::condition_variable filled_;
  std::deque<T> items_;
  bool closed_ = false;
};

}  // namespace tickbard
