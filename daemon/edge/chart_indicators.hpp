#pragma once

#include "daemon/edge/chart_series.hpp"

namespace tickbard {

/// Puts the query's indicators beside the bars, computed over them and as many bars before as make each of them
/// warm; a value that is not warm is none. Precondition: nothing is filled in. Errors: the reader's sentence.
Result<void> add_indicators(const ChartQuery& query, const BarReader& read, ChartSeries& series);

}  // namespace tickbard
