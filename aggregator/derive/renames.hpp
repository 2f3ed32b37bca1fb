#pragma once

#include <optional>
#include <span>
#include <vector>

#include "aggregator/core/symbol.hpp"
#include "aggregator/core/time.hpp"

namespace tickbard {

/// One row of `symbol_changes`: from session `since` on the security is called `to`.
struct Rename {
  Symbol from, to;
  SessionDate since{};
  friend bool operator==(const Rename&, const Rename&) = default;
};

/// Which security a symbol meant on a day. What was traded as FB until it was called META is META's history; what
/// had been called META before is not. Immutable.
class Renames {
 public:
  Renames() = default;

  /// Errors: a sentence naming the change that is none, or the symbol that two changes of one day name.
  static Result<Renames> of(std::vector<Rename> changes);

  bool empty() const { return changes_.empty(); }
  std::span<const Rename> all() const { return changes_; }

  /// Whether any change names it: if none does, it always meant itself.
  bool concerns(const Symbol& symbol) const;

  /// The name today of what `symbol` meant on `day`; none if another security has the name by now.
  std::optional<Symbol> today(const Symbol& symbol, SessionDate day) const;

  /// Whether nothing is called so any more on `day`.
  bool gone(const Symbol& symbol, SessionDate day) const;

 private:
  explicit Renames(std::vector<Rename> changes) : changes_(std::move(changes)) {}

  std::vector<Rename> changes_;  ///< by since
};

}  // namespace tickbard
