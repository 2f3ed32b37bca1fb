#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "aggregator/core/time.hpp"

namespace tickbard {

/// A name that stays while the members behind it change: from `from` on it means the set of that hash.
struct SetAlias {
  std::string name;
  std::string set_hash;
  SessionDate from{};
  std::optional<SessionDate> to;  ///< the last day; none: until the next one of the name begins
  friend bool operator==(const SetAlias&, const SetAlias&) = default;
};

/// Days of a series that are one set's.
struct SetSpan {
  std::string set_hash;
  SessionDate first, last;  ///< both included
  friend bool operator==(const SetSpan&, const SetSpan&) = default;
};

/// Which set the name means on which days from `first` to `last`, ascending: read one after the other, the sets'
/// values are one series. Of two that claim a day the later one begun has it; days that none claims are absent.
/// Precondition: `aliases` are of one name, no two with the same `from`; any order.
std::vector<SetSpan> spans_of(std::span<const SetAlias> aliases, SessionDate first, SessionDate last);

}  // namespace tickbard
