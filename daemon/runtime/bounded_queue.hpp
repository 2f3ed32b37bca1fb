#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <iterator>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

namespace tickbard {

/// What a full queue does with one more element. Part of the promise of each hop, so it is named where it is made.
enum class WhenFull : std::uint8_t {
  wait,         ///< push waits for room: the producer must be allowed to block
  refuse,       ///< push says full and the producer keeps the element
  drop_oldest,  ///< the oldest element goes and is counted: for views that can be fetched again
};

enum class Pushed : std::uint8_t { yes, full, closed };

/// A queue for hops at the rate of bars, commands and requests: a mutex and two condition variables. Ticks take
/// the SpscRing. Owner: any number of threads at both ends. Lifetime: outlives them; close() wakes them all.
template <class T>
class BoundedQueue {
 public:
  BoundedQueue(std::size_t capacity, WhenFull when_full) : capacity_(capacity), when_full_(when_full) {}
  BoundedQueue(const BoundedQueue&) = delete;
  BoundedQueue& operator=(const BoundedQueue&) = delete;

  /// `value` is moved from only if the answer is yes.
  Pushed push(T&& value) {
    std::unique_lock lock(mutex_);
    if (when_full_ == WhenFull::wait) room_.wait(lock, [&] { return closed_ || items_.size() < capacity_; });
    if (closed_) return Pushed::closed;
    if (items_.size() >= capacity_) {
      if (when_full_ == WhenFull::refuse) return Pushed::full;
      items_.pop_front();
      ++dropped_;
    }
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
    return take(lock);
  }

  /// Waits at most `timeout` (0: not at all). Empty: nothing came, or closed and drained.
  std::optional<T> pop_for(std::chrono::nanoseconds timeout) {
    std::unique_lock lock(mutex_);
    filled_.wait_for(lock, timeout, [&] { return closed_ || !items_.empty(); });
    return take(lock);
  }
  std::optional<T> try_pop() {
    std::unique_lock lock(mutex_);
    return take(lock);
  }

  /// Takes up to `most` elements at once, after waiting at most `timeout` for the first; appended to `out`.
  std::size_t pop_many(std::vector<T>& out, std::size_t most, std::chrono::nanoseconds timeout) {
    std::unique_lock lock(mutex_);
    filled_.wait_for(lock, timeout, [&] { return closed_ || !items_.empty(); });
    const std::size_t n = items_.size() < most ? items_.size() : most;
    const auto end = items_.begin() + static_cast<std::ptrdiff_t>(n);
    out.insert(out.end(), std::make_move_iterator(items_.begin()), std::make_move_iterator(end));
    items_.erase(items_.begin(), end);
    lock.unlock();
    if (n != 0) room_.notify_all();
    return n;
  }

  /// No element comes in any more; what is in can still be taken.
  void close() {
    {
      std::lock_guard lock(mutex_);
      closed_ = true;
    }
    filled_.notify_all();
    room_.notify_all();
  }

  bool closed() const {
    return locked([&] { return closed_; });
  }
  std::size_t size() const {
    return locked([&] { return items_.size(); });
  }
  std::size_t capacity() const { return capacity_; }
  std::uint64_t dropped() const {
    return locked([&] { return dropped_; });
  }

 private:
  template <class F>
  auto locked(F&& f) const {
    std::lock_guard lock(mutex_);
    return f();
  }

  std::optional<T> take(std::unique_lock<std::mutex>& lock) {
    if (items_.empty()) return std::nullopt;
    std::optional<T> out(std::move(items_.front()));
    items_.pop_front();
    lock.unlock();
    room_.notify_one();
    return out;
  }

  const std::size_t capacity_;
  const WhenFull when_full_;
  mutable std::mutex mutex_;  // guards everything below
  std::condition_variable filled_, room_;
  std::deque<T> items_;
  std::uint64_t dropped_ = 0;
  bool closed_ = false;
};

}  // namespace tickbard
