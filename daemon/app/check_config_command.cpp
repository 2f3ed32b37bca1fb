#include "daemon/app/check_config_command.hpp"

#include <ostream>

#include "daemon/app/cli.hpp"
#include "daemon/app/config_arguments.hpp"
#include "daemon/app/feeds.hpp"
#include "daemon/app/market_data.hpp"
#include "daemon/edge/access.hpp"
#include "daemon/runtime/processors.hpp"

namespace tickbard {

int run_check_config_command(const LoadedConfig& loaded, std::ostream& out, std::ostream& err) {
  for (const std::string& note : loaded.from.notes) err << "note: " << note << '\n';
  std::vector<std::string> problems = loaded.problems;
  const auto data = MarketData::load(loaded.from.inputs.folder());
  if (!data) problems.push_back(data.error().text);
  const auto& tokens_file = loaded.config.http.tokens_file;
  if (std::error_code ignored; !tokens_file.empty() && std::filesystem::exists(tokens_file, ignored)) {
    if (const auto tokens = Tokens::load(tokens_file); !tokens) problems.push_back(tokens.error().text);
  }
  if (const auto usable = check_processors(loaded.config.ingest.cpus); !usable) {
    problems.push_back(usable.error().text);
  }
  const std::string spin = spin_note(loaded.config, usable_processors());
  if (!spin.empty()) err << "note: " << spin << '\n';
  if (!problems.empty()) {
    err << problems_text(problems);
    return kExitBadConfig;
  }
  for (const std::string& used : data->overrides) out << used << '\n';
  const auto count = loaded.config.feeds.size();
  out << "the configuration is good: " << count << (count == 1 ? " feed" : " feeds") << ", store "
      << (loaded.config.store_url.starts_with("postgresql:") ? "PostgreSQL" : "SQLite") << ", price bars "
      << (loaded.config.bars.enabled ? "on" : "off") << '\n';
  return kExitDone;
}

}  // namespace tickbard
