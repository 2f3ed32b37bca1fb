#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "aggregator/core/decimal.hpp"
#include "sinks/error.hpp"
#include "sinks/store.hpp"

namespace tickbard {

/// One statement, as a text for each engine (sql/queries; the same text where it serves both).
/// Both texts speak one language to us: bar starts are unix seconds, other instants unix microseconds, dates
/// YYYY-MM-DD, truth 0 or 1; the PostgreSQL text converts.
struct Query {
  std::string_view sqlite;
  std::string_view postgres;
};

/// A plain parameter; monostate is NULL.
using SqlValue = std::variant<std::monostate, std::int64_t, double, std::string>;

/// The row being read. Columns count from 0. Lifetime: until the reader's function returns.
class Cells {
 public:
  virtual ~Cells() = default;
  virtual bool is_null(int column) const = 0;
  virtual std::int64_t integer(int column) const = 0;   ///< 0 for NULL
  virtual double real(int column) const = 0;            ///< 0 for NULL
  virtual std::string_view text(int column) const = 0;  ///< "" for NULL
  /// A decimal column in units of 10^-digits. Errors: nullopt for NULL, or for what does not fit.
  virtual std::optional<Int128> decimal(int column, int digits) const = 0;
};

/// Rows on their way into a table, value after value.
class RowBatch {
 public:
  struct Decimal {
    Int128 raw;
    int digits;
  };
  struct Instant {
    UnixNanos at;
  };
  using Value = std::variant<std::monostate, std::int64_t, double, std::string, Decimal, Instant>;

  explicit RowBatch(std::size_t columns) : columns_(columns) {}

  RowBatch& null();
  RowBatch& integer(std::int64_t value);
  RowBatch& real(double value);
  RowBatch& text(std::string_view value);
  RowBatch& decimal(Int128 raw, int digits);
  RowBatch& instant(UnixNanos at);  ///< as the column has it: no query converts it
  RowBatch& price(Price p) { return decimal(p.raw, kPriceDigits); }
  RowBatch& volume(Volume v) { return decimal(v.raw, kSizeDigits); }
  template <class T, class Add>
  RowBatch& maybe(const std::optional<T>& value, Add add) {
    return value ? add(*this, *value) : null();
  }

  std::size_t columns() const { return columns_; }
  std::size_t rows() const { return values_.size() / columns_; }
  const Value& at(std::size_t row, std::size_t column) const { return values_[row * columns_ + column]; }
  void clear() { values_.clear(); }

 private:
  std::size_t columns_;
  std::vector<Value> values_;
};

/// Derived tables: reads and writes by query, the same calls on SQLite and PostgreSQL.
/// Owner: one thread per object. Errors: values, one sentence each.
/// Lifetime: PostgreSQL connects at the first call and again after a loss.
class Tables {
 public:
  virtual ~Tables() = default;

  /// Calls `each` for every row, in the query's order; memory does not grow with the number of rows.
  /// `each` must not use this object.
  virtual StoreResult<void> read(const Query& query, std::span<const SqlValue> parameters,
                                 const std::function<void(const Cells&)>& each) = 0;

  /// One transaction; the answer is the number of rows inserted or changed. SQLite runs its text once a row with
  /// the row's values as ?1…?n and `more` after them; PostgreSQL once for all with columns as arrays $1…$n (text
  /// form, cast in the query) and `more` after them.
  virtual StoreResult<std::size_t> write(const Query& query, const RowBatch& rows,
                                         std::span<const SqlValue> more = {}) = 0;

  /// Rows that are not there yet, one transaction: PostgreSQL copies them in, which costs it far less than
  /// `write`. `columns` name the values. Error (poison): a row is there already or cannot be stored, and none was.
  virtual StoreResult<void> append(std::string_view table, std::span<const std::string_view> columns,
                                   const RowBatch& rows) = 0;

  /// One statement of its own transaction; the answer is the number of rows changed.
  virtual StoreResult<std::size_t> execute(const Query& query, std::span<const SqlValue> parameters) = 0;

  /// One statement that makes or drops a temporary table, this object's own. Reading for it locks nobody out; on
  /// PostgreSQL it may use several cores.
  virtual StoreResult<void> prepare_temporary(const Query& query, std::span<const SqlValue> parameters = {}) = 0;

  /// Everything `body` does on this object is one transaction: kept if it returns success, else undone.
  virtual StoreResult<void> together(const std::function<StoreResult<void>()>& body) = 0;

  virtual bool is_postgres() const = 0;
  virtual std::string describe() const = 0;  ///< kind and place, without a password
};

/// As open_store: `sqlite:FILE` relative to base, or `postgresql://…`. The schema must have been migrated.
StoreResult<std::unique_ptr<Tables>> open_tables(std::string_view url, const std::filesystem::path& base,
                                                 OpenMode mode);

}  // namespace tickbard
