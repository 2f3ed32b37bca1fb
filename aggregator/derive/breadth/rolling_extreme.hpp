#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>

namespace tickbard {

/// The greatest (or least) of the last `Window` values, three comparisons a value and no branch on the values: the
/// values come in blocks of `Window`; of the finished block the extreme of each tail is known, of the block in
/// work the extreme so far, and every window is a tail of the one and what there is of the other. Owner: one
/// thread.
template <std::size_t Window, bool Greatest>
class RollingExtreme {
 public:
  void clear() {
    next_ = 0;
    full_ = false;
    running_ = kNone;
  }

  bool full() const { return full_; }

  /// Precondition: full().
  std::int64_t best() const { return better(tails_[next_], running_); }

  void add(std::int64_t value) {
    block_[next_] = value;
    running_ = better(running_, value);
    if (++next_ == Window) finish_block();
  }

 private:
  static constexpr std::int64_t kNone =
      Greatest ? std::numeric_limits<std::int64_t>::min() : std::numeric_limits<std::int64_t>::max();

  static std::int64_t better(std::int64_t a, std::int64_t b) {
    if constexpr (Greatest) return a > b ? a : b;
    return a < b ? a : b;
  }

  void finish_block() {
    std::int64_t tail = kNone;
    for (std::size_t i = Window; i-- > 0;) tails_[i] = tail = better(tail, block_[i]);
    next_ = 0;
    running_ = kNone;
    full_ = true;
  }

  std::size_t next_ = 0;
  bool full_ = false;
  std::int64_t running_ = kNone;
  std::array<std::int64_t, Window> block_{};
  std::array<std::int64_t, Window> tails_{};
};

}  // namespace tickbard
