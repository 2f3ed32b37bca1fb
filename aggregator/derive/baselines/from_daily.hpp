#pragma once

#include "aggregator/derive/baselines/baselines.hpp"
#include "aggregator/derive/daily_bar.hpp"
#include "aggregator/derive/split.hpp"

namespace tickbard {

/// What a symbol's newest daily bar before `today` is to today: its close made comparable with today's prices.
/// None if the bar is not of a session before today, or its close cannot be expressed in today's shares.
std::optional<PreviousDay> previous_of(const DailyBar& bar, SessionDate today, const Calendar& calendar,
                                       const SplitAdjuster& splits);

/// A close that was given without its daily bar, in today's shares. Precondition: of < today.
PreviousDay previous_given(Price close, SessionDate of, SessionDate today, const Calendar& calendar);

/// Today's official or auction open; none while the open is the first minute's, which the SymbolDay knows better.
std::optional<GivenOpen> given_open_of(const DailyBar& today);

}  // namespace tickbard
