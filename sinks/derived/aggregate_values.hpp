#pragma once

#include "sinks/tables.hpp"

namespace tickbard {

/// A row of `security_aggregate_values`.
struct AggregateRow {
  std::string set_hash;
  SessionDate as_of_date{};
  std::string interval = "day";  ///< day or 1m
  std::string key;
  UnixNanos as_of{};            ///< close of the session, or end of the minute
  std::optional<double> value;  ///< none: not defined
  std::uint32_t valid = 0, missing = 0;
  UnixNanos computed_at{};  ///< set by the store
};

/// The answer: rows changed; equal ones keep their computed_at.
StoreResult<std::size_t> write_aggregates(Tables& tables, std::span<const AggregateRow> rows, UnixNanos now);

/// What the sets of a name's running sessions are called: such a set is known before the session's day is
/// computed, and the two may differ. Readers ask for the plain name.
std::string minute_alias(std::string_view name);

struct AggregateQuery {
  std::string_view set;  ///< an alias, then each session's set is the one in force; or a hash
  std::string_view interval = "day";
  std::span<const std::string> keys;  ///< empty: all
  SessionDate first{}, last{};        ///< sessions, both included
  std::size_t limit = 100'000;        ///< rows
  bool newest_first = false;
};

/// By (as_of, key).
StoreResult<std::vector<AggregateRow>> read_aggregates(Tables& tables, const AggregateQuery& query);

/// The newest session with values of a set (alias or hash); none if there is none.
StoreResult<std::optional<SessionDate>> newest_aggregate(Tables& tables, std::string_view set,
                                                         std::string_view interval);

}  // namespace tickbard
