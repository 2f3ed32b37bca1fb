#pragma once

#include "daemon/edge/chart_source.hpp"

namespace tickbard {

/// Puts the query's indicators beside the bars, computed over them and as many bars before as make each of them
/// warm: of bars in today's shares and, within a day, of regular hours, as /v1/indicators has them, however the
/// bars themselves are shown. None: not warm, or a bar outside of regular hours. Precondition: nothing is filled
/// in. Errors: the source's sentence.
Result<void> add_indicators(const ChartQuery& query, ChartSource& source, ChartSeries& series);

}  // namespace tickbard
