#pragma once

#include <array>
#include <string>

#include "aggregator/derive/indicators/indicator_set.hpp"

namespace tickbard {

/// The values that are columns of their own in `market_snapshot`; all others stand in its payload.
inline constexpr std::array kSnapshotColumns{
    Indicator::close,          Indicator::rsi_14,    Indicator::atr_14,      Indicator::adx_14,
    Indicator::macd,           Indicator::ma_bucket, Indicator::stage_label, Indicator::stage_slope_pct,
    Indicator::stage_dist_pct, Indicator::perf_1d,   Indicator::perf_20d,    Indicator::perf_252d,
};

/// The payload as one line of JSON: every value that is no column under its name in indicator_table(), null where
/// there is none; "not_warm" lists the values, columns too, that still owe more than kWarmSeedShare to a seed.
/// Numbers in their shortest form that reads back to the same bits, so both engines store the same text.
/// `daily`: of a series of days. Others leave out the values that count sessions (IndicatorInfo::of_days).
std::string payload_of(const IndicatorSnapshot& snapshot, bool daily = true);

}  // namespace tickbard
