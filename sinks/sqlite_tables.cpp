#include "sinks/sqlite_tables.hpp"

#include <type_traits>

#include "sinks/exact_text.hpp"

namespace tickbard {

namespace {

class SqliteCells final : public Cells {
 public:
  explicit SqliteCells(const sqlite::Statement& row) : row_(row) {}

  bool is_null(int column) const override { return row_.is_null(column); }
  std::int64_t integer(int column) const override { return row_.integer(column); }
  double real(int column) const override { return row_.real(column); }
  std::string_view text(int column) const override { return row_.text(column); }

  std::optional<Int128> decimal(int column, int digits) const override {
    if (row_.is_null(column)) return std::nullopt;
    if (row_.is_real(column)) return from_real(row_.real(column), digits);
    return parse_wide_decimal(row_.text(column), digits);
  }

 private:
  const sqlite::Statement& row_;
};

template <class Value>
void bind(sqlite::Statement& s, int i, const Value& value) {
  std::visit(
      [&](const auto& v) {
        using T = std::decay_t<decltype(v)>;
        if constexpr (std::is_same_v<T, std::monostate>) {
          s.bind_null(i);
        } else if constexpr (std::is_same_v<T, std::string>) {
          s.bind(i, std::string_view(storable_text(v)));
        } else if constexpr (std::is_same_v<T, RowBatch::Decimal>) {
          s.bind(i, to_double(v.raw, v.digits));
        } else if constexpr (std::is_same_v<T, RowBatch::Instant>) {
          s.bind(i, to_unix_micros(v.at));
        } else {
          s.bind(i, v);
        }
      },
      value);
}

void bind_all(sqlite::Statement& s, int first, std::span<const SqlValue> values) {
  for (const SqlValue& value : values) bind(s, first++, value);
}

/// A statement left in the middle of its rows would keep its lock.
struct ResetAtEnd {
  sqlite::Statement* statement;
  ~ResetAtEnd() { statement->reset(); }
};

StoreResult<void> run(sqlite::Statement& s) {
  const ResetAtEnd at_end{&s};
  for (;;) {
    const auto row = s.step();
    if (!row) return row.error();
    if (!*row) return {};
  }
}

}  // namespace

StoreResult<sqlite::Statement*> SqliteTables::statement(std::string_view sql) {
  const auto found = statements_.find(sql);
  if (found != statements_.end()) return &found->second;
  auto prepared = db_.prepare(sql);
  if (!prepared) return prepared.error();
  return &statements_.emplace(sql, std::move(*prepared)).first->second;
}

StoreResult<void> SqliteTables::stay_in_place() {
  if (depth_ != 0 || reading_ != 0) return {};
  const auto in_place = db_.in_place();
  if (in_place) return {};
  statements_.clear();
  if (const auto opened = db_.reopen(); !opened) {
    return StoreError{opened.error().cls, in_place.error().text + " That failed: " + opened.error().text};
  }
  return in_place.error();
}

StoreResult<void> SqliteTables::begin() {
  if (auto in_place = stay_in_place(); !in_place) return in_place;
  const char* outermost = mode_ == OpenMode::read_only ? "BEGIN DEFERRED" : "BEGIN IMMEDIATE";
  auto done = db_.exec(depth_ == 0 ? outermost : "SAVEPOINT tickbard");
  if (done) ++depth_;
  return done;
}

StoreResult<void> SqliteTables::commit() {
  auto done = db_.exec(depth_ == 1 ? "COMMIT" : "RELEASE tickbard");
  if (done) --depth_;
  return done;
}

void SqliteTables::undo() {
  (void)db_.exec(depth_ == 1 ? "ROLLBACK" : "ROLLBACK TO tickbard; RELEASE tickbard");
  --depth_;
}

StoreResult<void> SqliteTables::read(const Query& query, std::span<const SqlValue> parameters,
                                     const std::function<void(const Cells&)>& each) {
  if (auto in_place = stay_in_place(); !in_place) return in_place;
  struct Reading {
    int& depth;
    explicit Reading(int& d) : depth(d) { ++depth; }
    ~Reading() { --depth; }
  } const reading(reading_);
  const auto s = statement(query.sqlite);
  if (!s) return s.error();
  const ResetAtEnd at_end{*s};
  bind_all(**s, 1, parameters);
  const SqliteCells cells(**s);
  for (;;) {
    const auto row = (*s)->step();
    if (!row) return row.error();
    if (!*row) return {};
    each(cells);
  }
}

StoreResult<std::size_t> SqliteTables::write(const Query& query, const RowBatch& rows,
                                             std::span<const SqlValue> more) {
  if (rows.rows() == 0) return std::size_t{0};
  const std::int64_t before = db_.total_changes();
  const auto done = together([&]() -> StoreResult<void> {
    const auto s = statement(query.sqlite);
    if (!s) return s.error();
    const int columns = static_cast<int>(rows.columns());
    bind_all(**s, columns + 1, more);
    for (std::size_t r = 0; r < rows.rows(); ++r) {
      for (int c = 0; c < columns; ++c) bind(**s, c + 1, rows.at(r, static_cast<std::size_t>(c)));
      if (auto ran = run(**s); !ran) return ran;
    }
    return {};
  });
  if (!done) return done.error();
  return static_cast<std::size_t>(db_.total_changes() - before);
}

StoreResult<void> SqliteTables::append(std::string_view table, std::span<const std::string_view> columns,
                                       const RowBatch& rows) {
  std::string names, values;
  for (const std::string_view column : columns) {
    names.append(names.empty() ? "" : ", ").append(column);
    values += values.empty() ? "?" : ", ?";
  }
  const std::string insert = "INSERT INTO " + std::string(table) + " (" + names + ") VALUES (" + values + ")";
  const auto written = write({insert, {}}, rows, {});
  if (!written) return written.error();
  return {};
}

StoreResult<std::size_t> SqliteTables::execute(const Query& query, std::span<const SqlValue> parameters) {
  const std::int64_t before = db_.total_changes();
  const auto done = together([&]() -> StoreResult<void> {
    const auto s = statement(query.sqlite);
    if (!s) return s.error();
    bind_all(**s, 1, parameters);
    return run(**s);
  });
  if (!done) return done.error();
  return static_cast<std::size_t>(db_.total_changes() - before);
}

StoreResult<void> SqliteTables::prepare_temporary(const Query& query, std::span<const SqlValue> parameters) {
  if (auto in_place = stay_in_place(); !in_place) return in_place;
  const auto s = statement(query.sqlite);
  if (!s) return s.error();
  bind_all(**s, 1, parameters);
  return run(**s);
}

StoreResult<void> SqliteTables::together(const std::function<StoreResult<void>()>& body) {
  if (auto begun = begin(); !begun) return begun;
  struct UndoUnlessKept {
    SqliteTables& tables;
    bool kept = false;
    ~UndoUnlessKept() {
      if (!kept) tables.undo();
    }
  } guard{*this};
  if (auto done = body(); !done) return done;
  auto kept = commit();
  guard.kept = kept.has_value();
  // Only after the commit is it sure that it went where somebody finds it.
  return kept ? stay_in_place() : kept;
}

}  // namespace tickbard
