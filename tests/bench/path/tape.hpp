#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "tests/bench/ticks/workload.hpp"

namespace tickbard::test {

/// Seconds of a tape.
struct Stretch {
  int first = 0, seconds = 0;
};

/// A busy market as a server in Polygon's form sends it: one second of it at a time, 200,000 trades, as whole
/// websocket frames from 14:30:00 UTC on. Each second has the trades of the first, with times and ids of its own.
/// Owner: one thread. Lifetime: bytes() changes with turn().
class Tape {
 public:
  static constexpr int kSeconds = 90;  ///< there are so many before ids begin again

  explicit Tape(int per_frame) : Tape(Workload{.per_frame = per_frame}) {}
  explicit Tape(Workload what);

  /// What the server says before the first trade: it takes any key.
  static std::string greeting();

  void turn_to(int second);
  void turn(std::size_t frame, int second);  ///< that frame alone
  std::string_view bytes() const { return bytes_; }
  std::size_t trades() const { return time_at_.size(); }

  /// Where each frame begins, and behind them where the last one ends.
  const std::vector<std::size_t>& frames() const { return frames_; }

 private:
  void find(std::string_view key, std::vector<std::size_t>& places) const;

  const std::size_t per_frame_;
  std::string bytes_;
  std::vector<std::size_t> frames_, time_at_, id_at_, sequence_at_;
};

}  // namespace tickbard::test
