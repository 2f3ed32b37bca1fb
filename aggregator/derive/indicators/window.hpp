#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
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
/// What is left is few of many, so room is made as it is needed, up to `width`.
template <Extreme kind>
class SlidingExtreme {
 public:
  explicit SlidingExtreme(std::size_t width) : width_(static_cast<std::uint32_t>(width)) {}

  void push(std::int64_t value) {
    if (count_ > 0 && first().pushed + width_ == pushed_) drop_first();
    while (count_ > 0 && beats(value, last().value)) --count_;
    if (count_ == candidates_.size()) grow();
    candidates_[slot(count_)] = {value, pushed_};
    ++count_;
    ++pushed_;
  }

  bool full() const { return pushed_ >= width_; }
  std::int64_t value() const { return first().value; }
  std::size_t age() const { return static_cast<std::size_t>(pushed_ - 1 - first().pushed); }

 private:
  struct Candidate {
    std::int64_t value = 0;
    std::uint64_t pushed = 0;  ///< its place among all pushes
  };

  static bool beats(std::int64_t a, std::int64_t b) { return kind == Extreme::min ? a < b : a > b; }
  std::size_t slot(std::size_t i) const {
    const std::size_t s = first_ + i;
    return s < candidates_.size() ? s : s - candidates_.size();
  }
  const Candidate& first() const { return candidates_[first_]; }
  const Candidate& last() const { return candidates_[slot(count_ - 1)]; }
  void drop_first() {
    first_ = static_cast<std::uint32_t>(slot(1));
    --count_;
  }
  void grow() {
    constexpr std::size_t kLeast = 4;
    std::vector<Candidate> more;
    more.reserve(std::min<std::size_t>(width_, std::max(kLeast, 2 * candidates_.size())));
    for (std::size_t i = 0; i < count_; ++i) more.push_back(candidates_[slot(i)]);
    more.resize(more.capacity());
    candidates_ = std::move(more);
    first_ = 0;
  }

  std::vector<Candidate> candidates_;  ///< a ring, best first
  std::uint32_t width_;
  std::uint32_t first_ = 0;
  std::uint32_t count_ = 0;
  std::uint64_t pushed_ = 0;
};

}  // namespace tickbard
