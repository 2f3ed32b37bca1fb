#pragma once

#include "aggregator/derive/breadth/set_alias.hpp"
#include "sinks/tables.hpp"

namespace tickbard {

/// A row of `security_sets`: a list of tickers that never changes, named by its hash.
struct SecuritySetRow {
  std::string set_hash;
  std::string tickers_json;  ///< as SecuritySet::json gives it
  std::uint32_t ticker_count = 0;
  UnixNanos created_at{};  ///< set by the store
};

/// Keeps a set; one that is there already is left alone. The answer: rows inserted.
StoreResult<std::size_t> write_security_set(Tables& tables, const SecuritySetRow& row, UnixNanos now);

StoreResult<std::optional<SecuritySetRow>> read_security_set(Tables& tables, std::string_view set_hash);

/// From `session` on `name` means `set_hash`. Later sessions that were computed with the set in force before keep
/// it: the names follow the values, in whatever order sessions are computed. The answer: rows changed.
StoreResult<std::size_t> write_set_alias(Tables& tables, std::string_view name, std::string_view set_hash,
                                         SessionDate session);

/// Rows of `security_set_aliases` by name and from; an empty name is all of them.
StoreResult<std::vector<SetAlias>> read_set_aliases(Tables& tables, std::string_view name = {});

/// The set that `name` means on `session`.
StoreResult<std::optional<SecuritySetRow>> read_set_of_alias(Tables& tables, std::string_view name,
                                                             SessionDate session);

}  // namespace tickbard
