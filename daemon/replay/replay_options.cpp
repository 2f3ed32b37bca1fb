#include "daemon/replay/replay_options.hpp"

#include "aggregator/core/symbol.hpp"
#include "aggregator/feed/protocol.hpp"
#include "daemon/replay/tick_csv.hpp"

namespace tickbard {

Result<ReplayFormat> parse_replay_format(std::string_view text) {
  if (text == "ticks") return ReplayFormat::ticks;
  if (text == "frames") return ReplayFormat::frames;
  return Problem{"--format " + std::string(text) + ": must be ticks (CSV) or frames (JSON lines)"};
}

Result<std::map<std::string, std::string>> parse_replay_columns(std::string_view text) {
  std::map<std::string, std::string> columns;
  while (!text.empty()) {
    const std::size_t comma = text.find(',');
    const std::string_view item = text.substr(0, comma);
    text = comma == std::string_view::npos ? std::string_view{} : text.substr(comma + 1);
    const std::size_t equals = item.find('=');
    const std::string_view ours = item.substr(0, equals);
    if (equals == std::string_view::npos || equals + 1 == item.size() || !is_tick_column(ours)) {
      return Problem{"--columns " + std::string(item) + ": must be NAME=COLUMN, NAME one of " +
                     std::string(kTickColumns)};
    }
    columns[std::string(ours)] = item.substr(equals + 1);
  }
  return columns;
}

std::vector<Problem> problems_with(const ReplayOptions& o) {
  std::vector<Problem> found;
  const auto say = [&](std::string text) { found.push_back({std::move(text)}); };
  if (o.file.empty()) say("name the file to read, or - for standard input");
  if (!o.provider.empty() && !find_provider(o.provider)) {
    std::string names;
    for (const Provider& p : providers()) names += (names.empty() ? "" : ", ") + std::string(p.name);
    say("--provider " + o.provider + ": must be one of " + names);
  }
  if (o.provider.empty() && o.format == ReplayFormat::frames) {
    say("--format frames: name the --provider whose messages they are");
  }
  if (!o.calendar.empty() && o.calendar != "xnys" && o.calendar != "always") {
    say("--calendar " + o.calendar + ": must be xnys or always");
  }
  if (!o.symbol.empty() && !Symbol::parse(o.symbol)) {
    say("--symbol " + o.symbol + ": is no symbol (up to 23 bytes, no spaces or quotes)");
  }
  if (o.format == ReplayFormat::frames && (!o.columns.empty() || !o.symbol.empty())) {
    say("--columns and --symbol belong to --format ticks; frames name their fields themselves");
  }
  return found;
}

}  // namespace tickbard
