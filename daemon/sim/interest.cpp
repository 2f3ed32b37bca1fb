#include "daemon/sim/interest.hpp"

#include <utility>

#include "aggregator/core/ascii.hpp"
#include "daemon/sim/wire_text.hpp"

namespace tickbard {

bool Interest::add(std::string_view symbol) {
  if (symbol == "*") return !std::exchange(all_, true);
  return symbols_.insert(upper(symbol)).second;
}

bool Interest::remove(std::string_view symbol) {
  if (symbol == "*") return std::exchange(all_, false);
  return symbols_.erase(upper(symbol)) != 0;
}

bool Interest::wants(std::string_view symbol, std::string_view venue) const {
  if (all_) return true;
  std::string name = upper(symbol);
  if (symbols_.contains(name)) return true;
  if (venue.empty()) return false;
  name.insert(0, upper(venue) + ":");
  return symbols_.contains(name);
}

}  // namespace tickbard
