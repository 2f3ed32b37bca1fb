#pragma once

#include "daemon/app/config_load.hpp"

namespace tickbard {

/// `tickbard run`: the daemon in the foreground until SIGTERM or SIGINT; SIGHUP reloads. Returns the exit code.
int run_daemon(Config config, LoadedFrom from);

}  // namespace tickbard
