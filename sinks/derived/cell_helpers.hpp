#pragma once

#include <cmath>

#include "sinks/derived/row_reader.hpp"
#include "sinks/exact_text.hpp"

namespace tickbard {

// Adding what may be missing.

inline void add(RowBatch& rows, const std::optional<std::string>& value) {
  value ? rows.text(*value) : rows.null();
}

/// A value that is no number is none; the two zeros are one, for SQLite knows one.
inline void add(RowBatch& rows, const std::optional<double>& value) {
  value&& std::isfinite(*value) ? rows.real(*value == 0 ? 0.0 : *value) : rows.null();
}

inline void add(RowBatch& rows, const std::optional<Price>& value) {
  value ? rows.price(*value) : rows.null();
}

inline void add(RowBatch& rows, const std::optional<std::int64_t>& value) {
  value ? rows.integer(*value) : rows.null();
}

inline void add(RowBatch& rows, const std::optional<UnixNanos>& value) {
  value ? rows.integer(to_unix_micros(*value)) : rows.null();
}

/// A table's JSON as one text on both engines, whatever jsonb made of it: sorted keys, no blanks, shortest
/// numbers. What is no JSON comes back as it is.
std::string canonical_json(std::string_view json);

/// The first row, if any.
template <class Row>
StoreResult<std::optional<Row>> read_row(Tables& tables, const Query& query, std::string_view table,
                                         std::span<const SqlValue> parameters, Row (*parse)(RowReader&)) {
  std::optional<Row> out;
  auto done = stream_rows<Row>(tables, query, table, parameters, parse, [&](Row&& row) {
    if (!out) out = std::move(row);
  });
  if (!done) return done.error();
  return out;
}

/// A list of texts as a JSON array.
std::string json_text_list(std::span<const std::string> texts);

}  // namespace tickbard
