#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>

#include "aggregator/core/symbol.hpp"
#include "aggregator/core/time.hpp"
#include "aggregator/derive/interval.hpp"

namespace tickbard {

/// How far apart the rows of a file's beginning are, against the length of the bars that it is said to hold: one
/// minute's volume must not become a day's.
/// Owner: one thread.
class StepCheck {
 public:
  explicit StepCheck(Interval interval) : interval_(interval) {}

  void see(const Symbol& symbol, UnixNanos start);
  bool settled() const { return steps_ >= kEnough; }

  /// A sentence if most rows lie closer together than bars of this length can. With `or_longer` also if nearly all
  /// lie whole longer bars apart, which minutes of a quiet market do not.
  std::optional<std::string> contradiction(bool or_longer) const;

 private:
  static constexpr std::uint64_t kEnough = 500, kLeastShorter = 3, kLeastLonger = 20;

  const Interval interval_;
  std::unordered_map<Symbol, UnixNanos> last_;
  std::uint64_t steps_ = 0;                 ///< from one row of a symbol to its next
  std::array<std::uint64_t, 5> shorter_{};  ///< than a bar of this interval
  std::array<std::uint64_t, 5> whole_{};    ///< multiples of one
};

}  // namespace tickbard
