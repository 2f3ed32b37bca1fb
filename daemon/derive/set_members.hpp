#pragma once

#include <optional>
#include <string>
#include <vector>

#include "aggregator/derive/breadth/security_set.hpp"
#include "daemon/derive/derive.hpp"

namespace tickbard {

/// A SetRequest made out.
struct NamedSet {
  SecuritySet set;
  std::string alias;                 ///< empty: asked for by its hash, so nothing is named
  std::vector<std::string> notes{};  ///< what is left out of `all`, and why
};

/// Every symbol of `calendar` with a daily bar. One whose name cannot be told apart in a set's text is left out
/// and noted: its neighbours are not to go without breadth for it. None: there is no such symbol.
StoreResult<std::optional<NamedSet>> all_members(const DeriveContext& context, const Calendar& calendar);

/// Every set of the configuration, index and watchlist whose members mostly follow `calendar`, each name once.
StoreResult<std::vector<SetRequest>> lists_of(const DeriveContext& context, const Calendar& calendar);

/// `all` (and all_set_name), a set of the configuration, an index code, a watchlist, a name that a stored set has
/// on `last`, or a set's hash. Errors: a sentence that says what the name could have been.
StoreResult<NamedSet> members_of(const DeriveContext& context, const SetRequest& request, const Calendar& calendar,
                                 SessionDate last);

}  // namespace tickbard
