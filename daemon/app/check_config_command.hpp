#pragma once

#include <iosfwd>

#include "daemon/app/config_load.hpp"

namespace tickbard {

/// `tickbard check-config`: what `run` would say to this configuration, without running.
int run_check_config_command(const LoadedConfig& loaded, std::ostream& out, std::ostream& err);

}  // namespace tickbard
