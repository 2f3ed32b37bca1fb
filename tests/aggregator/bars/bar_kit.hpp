#pragma once

#include <gtest/gtest.h>

#include "aggregator/bars/bucket_data.hpp"
#include "aggregator/bars/bucket_store.hpp"
#include "tests/scenarios/market_rig.hpp"

namespace tickbard {

/// 2026-11-20T10:00:00Z, where most tests begin.
inline const UnixNanos kTen = at("2026-11-20T10:00:00Z");
inline const MinuteStart kTenMinute = minute_of(kTen);

/// A print `seconds` after ten.
inline Print print_at(double seconds, std::string_view p, std::string_view size, std::uint64_t id = 0) {
  Print print;
  print.price = price(p);
  print.size = shares(size);
  print.time = kTen + std::chrono::nanoseconds{static_cast<std::int64_t>(seconds * 1e9)};
  print.id = TradeId{id};
  return print;
}

inline Print with(Print print, PrintEffect effect) {
  print.effect = effect;
  return print;
}

inline constexpr PrintEffect kVolumeOnly{false, false, true};
inline constexpr PrintEffect kRangeAndVolume{false, true, true};

}  // namespace tickbard
