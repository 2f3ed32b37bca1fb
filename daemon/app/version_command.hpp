#pragma once

#include <string>
#include <string_view>

namespace tickbard {

/// What this binary is; set by the build.
std::string_view version();
std::string_view revision();  ///< the commit, or "unknown" where the source had none
std::string_view compiler();

/// `tickbard version`: "tickbard 0.1.0 (1a2b3c4, GCC 12.2.0)".
std::string version_text();

}  // namespace tickbard
