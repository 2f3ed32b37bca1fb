#pragma once

#include "daemon/edge/route_table.hpp"

namespace tickbard {

/// `GET /v1/coverage`: the newest coverage snapshot, and the status of those before.
ApiResult<Question> parse_coverage(const Inquiry& inquiry);

}  // namespace tickbard
