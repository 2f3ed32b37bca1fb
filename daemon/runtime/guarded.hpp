#pragma once

#include <mutex>
#include <utility>

namespace tickbard {

/// A value with the mutex that guards it: nobody can forget to lock. For values that are written rarely and read
/// by anyone. Owner: any thread. Lifetime: what read() gives is a copy.
template <class T>
class Guarded {
 public:
  Guarded() = default;
  explicit Guarded(T value) : value_(std::move(value)) {}

  T read() const {
    std::lock_guard lock(mutex_);
    return value_;
  }
  void set(T value) {
    std::lock_guard lock(mutex_);
    value_ = std::move(value);
  }

 private:
  mutable std::mutex mutex_;
  T value_{};
};

}  // namespace tickbard
