#pragma once

#include <filesystem>
#include <iosfwd>
#include <string>

#include "aggregator/core/time.hpp"

namespace tickbard {

struct MigrateOptions {
  std::string store_url;
  std::filesystem::path base;  ///< what a relative SQLite file is relative to
  bool dry_run = false;
};

/// `tickbard migrate`: the store's schema to the newest version this build knows.
int run_migrate_command(const MigrateOptions& options, UnixNanos now, std::ostream& out, std::ostream& err);

}  // namespace tickbard
