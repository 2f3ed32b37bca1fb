#include "sinks/poison.hpp"

namespace tickbard {

LogEntry poison_entry(const Event* event, std::string_view what, UnixNanos wall) {
  LogEntry entry;
  entry.at = wall;
  entry.kind = "poison";
  entry.detail = what;
  if (const Bar* bar = std::get_if<Bar>(event)) entry.symbol = bar->symbol.view();
  if (const Alert* alert = std::get_if<Alert>(event)) entry.symbol = alert->symbol.view();
  return entry;
}

}  // namespace tickbard
