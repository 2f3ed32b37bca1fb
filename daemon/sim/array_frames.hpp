#pragma once

#include <string>
#include <vector>

namespace tickbard {

/// Frames that are JSON arrays of at most 100 objects, as polygon and alpaca send them. The destructor ends the
/// last one. Owner: one thread, for the length of a call. Lifetime: `frames` outlives it, and nobody else appends
/// meanwhile.
class ArrayFrames {
 public:
  explicit ArrayFrames(std::vector<std::string>& frames) : frames_(frames) {}
  ~ArrayFrames() {
    if (objects_ > 0) frames_.back() += ']';
  }
  ArrayFrames(const ArrayFrames&) = delete;
  ArrayFrames& operator=(const ArrayFrames&) = delete;

  /// Where the next object is to be appended.
  std::string& next() {
    if (objects_++ % kPerFrame != 0) return frames_.back() += ',';
    if (objects_ > 1) frames_.back() += ']';
    return frames_.emplace_back("[");
  }

 private:
  static constexpr std::size_t kPerFrame = 100;
  std::vector<std::string>& frames_;
  std::size_t objects_ = 0;
};

}  // namespace tickbard
