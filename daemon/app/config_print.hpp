#pragma once

#include <string>

#include "daemon/app/config_load.hpp"

namespace tickbard {

/// The effective configuration as TOML with where each value came from; secrets are "***".
std::string print_config(const LoadedConfig& loaded);

/// Every key with its default, its bounds and one sentence: `tickbard config --describe`.
std::string describe_config();

/// The documented example file: deploy/tickbard.example.toml.
std::string example_config();

}  // namespace tickbard
