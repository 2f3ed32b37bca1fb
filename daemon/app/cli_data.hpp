#pragma once

#include <CLI/CLI.hpp>
#include <iostream>
#include <string>

#include "daemon/app/cli.hpp"
#include "daemon/app/cli_commands.hpp"
#include "daemon/app/config_arguments.hpp"
#include "daemon/app/data_command.hpp"
#include "daemon/app/market_data.hpp"

namespace tickbard {

inline void takes_store(CLI::App& command, StorePlace& place) {
  command.add_option(
      "--store", place.url,
      "sqlite:FILE or postgresql://…; default: store.url. A relative FILE is relative to state_dir, or to the "
      "current folder where no configuration is given");
}

inline void complete(StorePlace& place, const LoadedConfig& loaded) {
  place.base = store_base(loaded.from, loaded.config);
  if (place.url.empty()) place.url = loaded.config.store_url;
}

/// Says what is wrong with the configuration; true if nothing is.
inline bool sound(const LoadedConfig& loaded) {
  if (!loaded.problems.empty()) std::cerr << problems_text(loaded.problems);
  return loaded.problems.empty();
}

}  // namespace tickbard
