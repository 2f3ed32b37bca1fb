#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "aggregator/core/bar.hpp"
#include "aggregator/core/tick.hpp"

namespace tickbard::sim {

/// How far one print came.
enum class Fate : std::uint8_t {
  lost,     ///< nobody listened when it arrived
  offered,  ///< lost, and sent once more at the next connection: may count or not
  applied,  ///< the market had it in hand
};

/// One print that traded, as the reference knows it.
struct Traded {
  Tick tick;
  Fate fate = Fate::lost;
  std::uint64_t arrival = 0;     ///< order in which the market had them: decides between equal times and sequences
  UnixNanos due{};               ///< when it arrived, or would have
  std::uint64_t taken_back = 0;  ///< arrival of the cancel or the correction; 0: it stands
  bool unknowable = false;       ///< lost, of a minute that was over before the connection was
  bool refused = false;          ///< arrived, and was counted as too late
  bool excused = false;          ///< and might be, since figures of issued bars had been lost
  std::vector<std::uint32_t> offered_in;  ///< at which connections it was sent once more
};

using BarKey = std::pair<std::string, std::int64_t>;  ///< symbol, minute in unix seconds

/// What a bar must be, in the simplest words: no revision, no quality.
struct Expected {
  std::int64_t open = 0, high = 0, low = 0, close = 0;  ///< 1e-9
  Int128 volume = 0;                                    ///< 1e-8
  std::int64_t vwap = 0;                                ///< 1e-9, rounded half to even
  std::uint32_t count = 0;
};

/// Everything that traded in the world, whether or not anyone heard it. The independent reference: it shares no
/// line with the code under test but the types that carry a tick.
class Truth {
 public:
  /// The place of the print; it stays.
  std::size_t traded(const Tick& tick);
  Traded& at(std::size_t place) { return prints_[place]; }
  const std::vector<Traded>& prints() const { return prints_; }

  /// Prints of each minute, in the order of trading.
  std::map<BarKey, std::vector<const Traded*>> minutes() const;

  static constexpr std::uint64_t kEnd = UINT64_MAX;

  /// The bar of those prints of the minute for which `wanted` holds, as it stood when arrival `until` was in; none
  /// without a print.
  template <class F>
  static std::optional<Expected> bar(const std::vector<const Traded*>& minute, F&& wanted,
                                     std::uint64_t until = kEnd) {
    std::vector<const Traded*> chosen;
    for (const Traded* p : minute) {
      const bool there = p->arrival <= until && (p->taken_back == 0 || p->taken_back > until);
      if (there && wanted(*p)) chosen.push_back(p);
    }
    return fold(std::move(chosen));
  }

 private:
  static std::optional<Expected> fold(std::vector<const Traded*> prints);

  std::vector<Traded> prints_;
};

/// Empty, or how the stored bar differs from the expected one.
std::string difference(const Bar& stored, const Expected& expected);

}  // namespace tickbard::sim
