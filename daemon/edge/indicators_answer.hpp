#pragma once

#include "daemon/edge/route_table.hpp"

namespace tickbard {

/// `GET /v1/indicators/{symbol}`: a symbol's newest snapshot, that of a day, or its history.
ApiResult<Question> parse_indicators(const Inquiry& inquiry);

}  // namespace tickbard
