#include "daemon/app/config_command.hpp"

#include <ostream>

#include "daemon/app/cli.hpp"
#include "daemon/app/config_arguments.hpp"
#include "daemon/app/config_print.hpp"

namespace tickbard {

int run_config_command(const LoadedConfig& loaded, const ConfigCommandOptions& options, std::ostream& out,
                       std::ostream& err) {
  if (options.describe || options.example) {
    out << (options.describe ? describe_config() : example_config());
    return kExitDone;
  }
  out << print_config(loaded);
  for (const std::string& note : loaded.from.notes) err << "note: " << note << '\n';
  if (loaded.problems.empty()) return kExitDone;
  err << problems_text(loaded.problems);
  return kExitBadConfig;
}

}  // namespace tickbard
