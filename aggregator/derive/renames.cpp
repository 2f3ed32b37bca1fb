#include "aggregator/derive/renames.hpp"

#include <algorithm>

#include "aggregator/core/time_text.hpp"

namespace tickbard {

Result<Renames> Renames::of(std::vector<Rename> changes) {
  std::ranges::stable_sort(changes, {}, &Rename::since);
  for (auto c = changes.begin(); c != changes.end(); ++c) {
    const auto wrong = [&](const std::string& what) {
      return Problem{"the change of " + std::string(c->from.view()) + " to " + std::string(c->to.view()) + " on " +
                     to_text(c->since) + " " + what + ": correct its row in symbol_changes"};
    };
    if (c->from == c->to) return wrong("names one symbol twice");
    const bool again = std::any_of(changes.begin(), c, [&](const Rename& other) {
      return other.since == c->since && (other.from == c->from || other.to == c->to);
    });
    if (again) return wrong("is the second of that day with one of its symbols");
  }
  return Renames(std::move(changes));
}

bool Renames::concerns(const Symbol& symbol) const {
  return std::ranges::any_of(changes_, [&](const Rename& c) { return c.from == symbol || c.to == symbol; });
}

std::optional<Symbol> Renames::today(const Symbol& symbol, SessionDate day) const {
  Symbol name = symbol;
  for (auto c = changes_.begin(); c != changes_.end();) {
    // What happens to the name next: it leaves with the security, or it is given to another.
    c = std::find_if(c, changes_.end(),
                     [&](const Rename& r) { return r.since > day && (r.from == name || r.to == name); });
    if (c == changes_.end()) break;
    const auto leaves =
        std::find_if(c, changes_.end(), [&](const Rename& r) { return r.since == c->since && r.from == name; });
    if (leaves == changes_.end()) return std::nullopt;
    name = leaves->to;
    day = leaves->since;
    c = changes_.begin();
  }
  return name;
}

bool Renames::gone(const Symbol& symbol, SessionDate day) const {
  bool gone = false;
  for (const Rename& c : changes_) {
    if (c.since > day) break;
    if (c.from == symbol) gone = true;
    if (c.to == symbol) gone = false;
  }
  return gone;
}

}  // namespace tickbard
