#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "aggregator/core/decimal.hpp"
#include "aggregator/core/symbol.hpp"
#include "aggregator/derive/coverage/expected_sessions.hpp"

namespace tickbard {

/// How far behind the expected session a symbol's newest bar is.
enum class Lag : std::uint8_t { none_behind, one, two_or_more, no_bar };
inline constexpr std::size_t kLags = 4;
/// The labels that readers know. They are of session lags, not of hours.
inline constexpr std::array<std::string_view, kLags> kLagLabels{"<=24h", "24-48h", ">48h", "none"};

/// What is known of one symbol of the universe.
struct SymbolFreshness {
  Symbol symbol;
  std::uint8_t market = 0;           ///< index among the markets
  std::optional<SessionDate> daily;  ///< session of its newest daily bar
  std::optional<SessionDate> m5;     ///< session of its newest 5-minute bar
};

struct StaleSymbol {
  Symbol symbol;
  std::optional<SessionDate> last;
  std::uint32_t sessions = 0;  ///< how many it is behind; 0 without a bar
  friend bool operator==(const StaleSymbol&, const StaleSymbol&) = default;
};
inline constexpr std::size_t kStaleListed = 50;  ///< of each lag; counts are of all (T-154)

/// One kind of bar over the universe.
struct SeriesCoverage {
  std::array<std::uint64_t, kLags> symbols{};          ///< by lag; they sum to the universe
  std::array<std::vector<StaleSymbol>, kLags> listed;  ///< the longest behind first; of those with the bar none

  std::uint64_t of(Lag lag) const { return symbols[static_cast<std::size_t>(lag)]; }
  std::uint64_t universe() const;
  std::uint64_t behind() const { return universe() - of(Lag::none_behind); }
  /// Percent of the universe with the expected session's bar, cut to two digits: 100 means all. None of nobody.
  std::optional<Fixed<2>> percent() const;
};

enum class CoverageStatus : std::uint8_t { ok, degraded, idle };
inline constexpr std::array<std::string_view, 3> kCoverageStatusNames{"ok", "degraded", "idle"};
constexpr std::string_view name_of(CoverageStatus s) {
  return kCoverageStatusNames[static_cast<std::size_t>(s)];
}

struct CoverageRules {
  std::uint32_t least_percent = 90;  ///< of the universe with the expected session's bar
  bool m5_counts = true;             ///< false: 5-minute bars are not kept, and their absence is no fault (T-163)
};

struct Coverage {
  SeriesCoverage daily, m5;
  CoverageStatus status = CoverageStatus::idle;
  std::string summary;  ///< one sentence: why the status is what it is
};

/// ok: at least `least_percent` have the expected session's bar and none is two or more sessions behind; idle:
/// nobody is in the universe (T-153). Precondition: each symbol once.
Coverage coverage_of(std::span<const ExpectedSessions> markets, std::span<const SymbolFreshness> universe,
                     const CoverageRules& rules);

}  // namespace tickbard
