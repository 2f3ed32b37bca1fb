#pragma once

#include <iosfwd>

#include "daemon/app/config_load.hpp"

namespace tickbard {

struct ConfigCommandOptions {
  bool describe = false;
  bool example = false;
};

/// `tickbard config`: the effective values and where each came from; problems, if any, go to `err`.
int run_config_command(const LoadedConfig& loaded, const ConfigCommandOptions& options, std::ostream& out,
                       std::ostream& err);

}  // namespace tickbard
