#pragma once

#include "daemon/edge/route_table.hpp"

namespace tickbard {

/// `GET /charts/{symbol}`.
ApiResult<Question> parse_chart(const Inquiry& inquiry);

/// Reads a chart and answers with it.
Question chart_question(ChartQuery query, EdgeContext context = {});

HttpResponse chart_response(const ChartQuery& query, const ApiResult<ChartSeries>& series);

}  // namespace tickbard
