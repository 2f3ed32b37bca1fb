#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "aggregator/derive/breadth/aggregates.hpp"
#include "aggregator/derive/breadth/breadth_fold.hpp"

namespace tickbard::test {

/// `cents` / 100.
constexpr Price cents(std::int64_t n) {
  return Price{n * 10'000'000};
}
constexpr Volume shares(std::int64_t n) {
  return Volume{Int128{n} * 100'000'000};
}

constexpr BreadthBar bar(std::int32_t session, std::int64_t close, std::int64_t volume = 100) {
  return {.session = session,
          .close = cents(close),
          .high = cents(close),
          .low = cents(close),
          .volume = shares(volume)};
}

/// The place of a group in kThreeWays.
constexpr std::size_t group(std::string_view prefix) {
  for (std::size_t i = 0; i < kThreeWays.size(); ++i) {
    if (kThreeWays[i].prefix == prefix) return i;
  }
  return kThreeWays.size();
}

/// The tally of the last session of one symbol with these closes, a session each.
inline BreadthTally last_day(std::span<const std::int64_t> closes) {
  SymbolWindow window;
  window.clear();
  BreadthTally tally;
  for (std::size_t i = 0; i < closes.size(); ++i) {
    tally = {};
    tally.members = 1;
    window.add(bar(static_cast<std::int32_t>(i), closes[i]), &tally);
  }
  return tally;
}

inline Buckets buckets(std::uint32_t below, std::uint32_t equal, std::uint32_t above) {
  return {{below, equal, above}};
}

inline const Aggregate* find(std::span<const Aggregate> all, std::string_view key) {
  for (const Aggregate& a : all) {
    if (a.key == key) return &a;
  }
  return nullptr;
}

/// The value of a key that must be there; -999 stands for none.
inline double value_of(std::span<const Aggregate> all, std::string_view key) {
  const Aggregate* found = find(all, key);
  EXPECT_NE(found, nullptr) << key;
  return found == nullptr ? -1000 : found->value.value_or(-999);
}

constexpr double kNone = -999;

}  // namespace tickbard::test
