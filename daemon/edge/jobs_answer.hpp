#pragma once

#include "daemon/edge/route_table.hpp"

namespace tickbard {

/// `GET /v1/jobs`: runs of the daemon's own jobs, newest first.
ApiResult<Question> parse_jobs(const Inquiry& inquiry);

}  // namespace tickbard
