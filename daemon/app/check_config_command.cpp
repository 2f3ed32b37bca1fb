#include "daemon/app/check_config_command.hpp"

#include <ostream>

#include "daemon/app/cli.hpp"
#include "daemon/app/config_arguments.hpp"

namespace tickbard {

int run_check_config_command(const LoadedConfig& loaded, std::ostream& out, std::ostream& err) {
  for (const std::string& note : loaded.from.notes) err << "note: " << note << '\n';
  if (!loaded.problems.empty()) {
    err << problems_text(loaded.problems);
    return kExitBadConfig;
  }
  const auto count = loaded.config.feeds.size();
  out << "the configuration is good: " << count << (count == 1 ? " feed" : " feeds") << ", store "
      << (loaded.config.store_url.starts_with("postgresql:") ? "PostgreSQL" : "SQLite") << ", price bars "
      << (loaded.config.bars.enabled ? "on" : "off") << '\n';
  return kExitDone;
}

}  // namespace tickbard
