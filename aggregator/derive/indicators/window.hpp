#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace tickbard {

/// The last `capacity` values. Precondition: capacity > 0.
/// Owner: one thread.
template <class T>
class Window {
 public:
  explicit Window(std::size_t capacity) : values_(capacity) {}

  void push(const T& value) {
    values_[next_] = value;
    next_ = next_ + 1 == values_.size() ? 0 : next_ + 1;
    if (size_ < values_.size()) ++size_;
  }
  void clear() { size_ = 0; }

  std::size_t size() const { return size_; }
  bool full() const { return size_ == values_.size(); }

  /// The value `back` pushes before the newest. Precondition: back < size().
  const T& ago(std::size_t back) const {
    const std::size_t i = next_ + values_.size() - 1 - back;
    return values_[i < values_.size() ? i : i - values_.size()];
  }
  const T& oldest() const { return ago(size_ - 1); }

 private:
  std::vector<T> values_;
  std::size_t next_ = 0;
  std::size_t size_ = 0;
};

enum class Extreme : std::uint8_t { min, max };

/// The least or greatest of the last `width` values, and how long ago it was pushed; of equals the earliest. A
/// push costs O(1) on average: a value that a newer one beats can never become the extreme again, and is dropped.
template <Extreme kind>
class SlidingExtreme {
 public:
  explicit SlidingExtreme(std::size_t width) : candidates_(width) {}

  void push(std::int64_t value) {
    if (count_ > 0 && first().pushed + candidates_.size() == pushed_) drop_first();
    while (count_ > 0 && beats(value, last().value)) --count_;
    candidates_[slot(count_)] = {value, pushed_};
    ++count_;
    ++pushed_;
  }

  bool full() const { return pushed_ >= candidates_.size(); }
  std::int64_t value() const { return first().value; }
  std::size_t age() const { return pushed_ - 1 - first().pushed; }

 private:
  struct Candidate {
    std::int64_t value = 0;
    std::size_t pushed = 0;  ///< its place among all pushes
  };

  static bool beats(std::int64_t a, std::int64_t b) { return kind == Extreme::min ? a < b : a > b; }
  std::size_t slot(std::size_t i) const {
    const std::size_t s = first_ + i;
    return s < candidates_.size() ? s : s - candidates_.size();
  }
  const Candidate& first() const { return candidates_[first_]; }
  const Candidate& last() const { return candidates_[slot(count_ - 1)]; }
  void drop_first() {
    first_ = slot(1);
    --count_;
  }

  std::vector<Candidate> candidates_;  ///< a ring, best first
  std::size_t first_ = 0;
  std::size_t count_ = 0;
  std::size_t pushed_ = 0;
};

}  // namespace tickbard
