#include "daemon/sim/interest.hpp"

#include <utility>

#include "daemon/sim/wire_text.hpp"

namespace tickbard {

bool Interest::add(std::string_view symbol) {
  if (symbol == "*") return !std::exchange(all_, true);
  return symbols_.insert(wire::upper(symbol)).second;
}

bool Interest::remove(std::string_view symbol) {
  if (symbol == "*") return std::exchange(all_, false);
  return symbols_.erase(wire::upper(symbol)) != 0;
}

bool Interest::wants(std::string_view symbol, std::string_view venue) const {
  if (all_) return true;
  std::string name = wire::upper(symbol);
  if (symbols_.contains(name)) return true;
  if (venue.empty()) return false;
  name.insert(0, wire::upper(venue) + ":");
  return symbols_.contains(name);
}

}  // namespace tickbard
