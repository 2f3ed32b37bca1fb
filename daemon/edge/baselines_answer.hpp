#pragma once

#include "daemon/edge/route_table.hpp"

namespace tickbard {

/// `GET /v1/baselines/{symbol}`: the symbol's row of symbol_state, its price and what follows from it live.
ApiResult<Question> parse_baselines(const Inquiry& inquiry);

}  // namespace tickbard
