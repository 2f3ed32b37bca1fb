#pragma once

#include <string>
#include <string_view>

#include "aggregator/core/bar.hpp"
#include "sinks/derived/daily_bars.hpp"

namespace tickbard {

enum class ExportFormat : std::uint8_t { csv, ndjson };

inline constexpr std::string_view kDailyCsvHeader =
    "symbol,date,open,high,low,close,volume,vwap,trade_count,volume_pre,volume_post,open_source,close_source,"
    "is_final,origin,adj_factor,revision";

/// One line with its end, decimals exact and without trailing zeros. JSON has the names of the CSV's columns; what
/// is missing is an empty field, or null.
void append_bar(std::string& out, const Bar& bar, ExportFormat format);

/// `volume` is that of regular hours, as an import of days takes it.
void append_day(std::string& out, const StoredDaily& day, ExportFormat format);

}  // namespace tickbard
