#pragma once

#include <iosfwd>
#include <string>
#include <string_view>

namespace tickbard {

/// `tickbard status`: asks the daemon at `base_url` ("http://127.0.0.1:8787") for /v1/status and prints a summary.
/// Exit code 1 with a sentence if none answers there.
int run_status_command(const std::string& base_url, const std::string& token, std::ostream& out,
                       std::ostream& err);

/// The JSON of /v1/status as lines for a person; empty if it is no such JSON.
std::string status_summary(std::string_view json);

}  // namespace tickbard
