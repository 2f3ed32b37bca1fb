#pragma once

#include <array>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "aggregator/core/symbol.hpp"
#include "aggregator/core/time.hpp"
#include "sinks/tables.hpp"

namespace tickbard {

/// One row's cells as our types. A cell that no tickbard wrote gives a zero and makes ok() false.
/// Owner: one thread.
/// Lifetime: that of the cells.
class RowReader {
 public:
  explicit RowReader(const Cells& cells) : cells_(cells) {}

  bool ok() const { return ok_; }
  bool is_null(int column) const { return cells_.is_null(column); }
  std::int64_t integer(int column) const { return cells_.integer(column); }
  double real(int column) const { return cells_.real(column); }
  std::string text(int column) const { return std::string(cells_.text(column)); }

  Symbol symbol(int column);
  Int128 decimal(int column, int digits);
  Price price(int column);
  Volume volume(int column) { return Volume{decimal(column, kSizeDigits)}; }
  MinuteStart minute(int column) const;  ///< of unix seconds
  UnixNanos instant(int column) const;   ///< of unix microseconds
  SessionDate date(int column);

  /// `read` applied unless the cell is NULL: `row.maybe(7, &RowReader::price)`.
  template <class Read>
  auto maybe(int column, Read read) {
    using Value = decltype((this->*read)(column));
    return is_null(column) ? std::optional<Value>{} : std::optional<Value>{(this->*read)(column)};
  }

  /// The place of the cell's text among `names`.
  template <class Enum, std::size_t N>
  Enum one_of(int column, const std::array<std::string_view, N>& names) {
    for (std::size_t i = 0; i < N; ++i)
      if (cells_.text(column) == names[i]) return static_cast<Enum>(i);
    ok_ = false;
    return Enum{};
  }

 private:
  const Cells& cells_;
  bool ok_ = true;
};

/// The sentence for a table that holds what no tickbard wrote.
StoreError unreadable_row(const Tables& tables, std::string_view table);

/// Streams rows through `parse` into `sink`. Errors: as Tables::read, and a row that cannot be read (the readable
/// ones have been handed on).
template <class Row>
StoreResult<void> stream_rows(Tables& tables, const Query& query, std::string_view table,
                              std::span<const SqlValue> parameters, Row (*parse)(RowReader&),
                              const std::function<void(Row&&)>& sink) {
  bool damaged = false;
  auto done = tables.read(query, parameters, [&](const Cells& cells) {
    RowReader reader(cells);
    Row row = parse(reader);
    if (reader.ok()) return sink(std::move(row));
    damaged = true;
  });
  if (done && damaged) return unreadable_row(tables, table);
  return done;
}

template <class Row>
StoreResult<std::vector<Row>> read_rows(Tables& tables, const Query& query, std::string_view table,
                                        std::span<const SqlValue> parameters, Row (*parse)(RowReader&)) {
  std::vector<Row> out;
  auto done =
      stream_rows<Row>(tables, query, table, parameters, parse, [&](Row&& row) { out.push_back(std::move(row)); });
  if (!done) return done.error();
  return out;
}

// Parameters, in the units of Query.
SqlValue sql(std::string_view text);
SqlValue sql(SessionDate date);
SqlValue sql_seconds(MinuteStart t);
SqlValue sql_micros(UnixNanos t);
SqlValue sql_limit(std::size_t limit);
inline SqlValue sql(std::int64_t value) {
  return value;
}

/// A JSON array of strings.
std::string json_list(std::span<const Symbol> symbols);
/// As a parameter: NULL, which the queries take as "all", where there are none.
SqlValue sql_symbols(std::span<const Symbol> symbols);

/// A query whose texts were put together. Lifetime: a Query made from it ends before it.
struct OwnedQuery {
  std::string sqlite;
  std::string postgres;
  operator Query() const { return {sqlite, postgres}; }
};

/// `query` with each {name} replaced by its value. Values are ours, never a person's: nothing is quoted.
OwnedQuery filled(const Query& query, std::initializer_list<std::pair<std::string_view, std::string_view>> names);

}  // namespace tickbard
