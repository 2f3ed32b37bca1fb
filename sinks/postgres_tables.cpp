#include "sinks/postgres_tables.hpp"

#include <charconv>
#include <type_traits>

#include "sinks/exact_text.hpp"
#include "sinks/postgres_arrays.hpp"

namespace tickbard {

namespace {

/// A year of one symbol, or a day of all, is worked through in one statement.
constexpr std::chrono::minutes kStatementTimeout{15};

/// All rows of a cursor will be read: without this the planner prepares for the first tenth of them.
constexpr std::string_view kReadAll = "SET LOCAL cursor_tuple_fraction = 1";
constexpr std::string_view kFetch = "FETCH FORWARD 20000 FROM tickbard_rows";

/// A day of thousands of symbols is hashed in more than the 4 MB that servers usually give, and would go to the
/// disk.
constexpr std::string_view kRoomToHash =
    "SELECT set_config('work_mem', '64MB', true)"
    " WHERE pg_size_bytes(current_setting('work_mem')) < pg_size_bytes('64MB')";

class PgCells final : public Cells {
 public:
  explicit PgCells(const PgRows& rows) : rows_(rows) {}
  void move_to(std::size_t row) { row_ = row; }

  bool is_null(int column) const override { return rows_.is_null(row_, column); }
  std::string_view text(int column) const override { return rows_.text(row_, column); }

  std::int64_t integer(int column) const override { return text(column) == "t" ? 1 : rows_.integer(row_, column); }

  double real(int column) const override {
    const std::string_view t = text(column);
    double value = 0;
    std::from_chars(t.data(), t.data() + t.size(), value);
    return value;
  }

  std::optional<Int128> decimal(int column, int digits) const override {
    if (is_null(column)) return std::nullopt;
    return parse_wide_decimal(text(column), digits);
  }

 private:
  const PgRows& rows_;
  std::size_t row_ = 0;
};

/// A parameter's, or a row's, value as the server reads it.
template <class Value>
PgParameter text_of(const Value& value) {
  return std::visit(
      [](const auto& v) -> PgParameter {
        using T = std::decay_t<decltype(v)>;
        if constexpr (std::is_same_v<T, std::monostate>) {
          return std::nullopt;
        } else if constexpr (std::is_same_v<T, std::string>) {
          return storable_text(v);
        } else if constexpr (std::is_same_v<T, double>) {
          return shortest_text(v);
        } else if constexpr (std::is_same_v<T, RowBatch::Decimal>) {
          return to_text(v.raw, v.digits);
        } else if constexpr (std::is_same_v<T, RowBatch::Instant>) {
          return utc_text(v.at);
        } else {
          return std::to_string(v);
        }
      },
      value);
}

std::vector<PgParameter> parameters_of(std::span<const SqlValue> values) {
  std::vector<PgParameter> out;
  for (const SqlValue& value : values) out.push_back(text_of(value));
  return out;
}

void add(PgArray& column, const RowBatch::Value& value) {
  std::visit(
      [&](const auto& v) {
        using T = std::decay_t<decltype(v)>;
        if constexpr (std::is_same_v<T, std::monostate>) {
          column.add_null();
        } else if constexpr (std::is_same_v<T, std::string>) {
          column.add(std::string_view(storable_text(v)));
        } else if constexpr (std::is_same_v<T, RowBatch::Decimal>) {
          column.add(v.raw, v.digits);
        } else if constexpr (std::is_same_v<T, RowBatch::Instant>) {
          column.add(v.at);
        } else {
          column.add(v);
        }
      },
      value);
}

std::vector<PgParameter> columns_of(const RowBatch& rows) {
  std::vector<PgParameter> out;
  for (std::size_t c = 0; c < rows.columns(); ++c) {
    PgArray column(rows.rows());
    for (std::size_t r = 0; r < rows.rows(); ++r) add(column, rows.at(r, c));
    out.push_back(column.take());
  }
  return out;
}

/// In COPY's text form, where fields stand between tabs.
void add_field(std::string& line, const PgParameter& value) {
  if (!value) {
    line += "\\N";
    return;
  }
  for (const char c : *value) {
    constexpr std::string_view kSpecial = "\\\t\n\r", kNames = "\\tnr";
    const auto special = kSpecial.find(c);
    if (special != kSpecial.npos) line.push_back('\\');
    line.push_back(special != kSpecial.npos ? kNames[special] : c);
  }
}

}  // namespace

StoreResult<std::unique_ptr<Tables>> open_postgres_tables(std::string_view url, OpenMode mode) {
  auto connection = PostgresConnection::parse(url, mode == OpenMode::read_only, kStatementTimeout);
  if (!connection) return connection.error();
  return std::unique_ptr<Tables>(std::make_unique<PostgresTables>(std::move(*connection)));
}

StoreResult<void> PostgresTables::in_transaction(const std::function<void(PgTransaction&)>& body) {
  if (open_ == nullptr) return connection_.transaction(body);
  try {
    open_->savepoint([&] { body(*open_); });
    return {};
  } catch (const PgFailure& failure) {
    return failure.error;
  }
}

StoreResult<void> PostgresTables::read(const Query& query, std::span<const SqlValue> parameters,
                                       const std::function<void(const Cells&)>& each) {
  return in_transaction([&](PgTransaction& tx) {
    tx.script(kReadAll);
    tx.exec("DECLARE tickbard_rows NO SCROLL CURSOR FOR " + std::string(query.postgres),
            parameters_of(parameters));
    for (;;) {
      const PgRows rows = tx.exec(kFetch);
      PgCells cells(rows);
      for (std::size_t r = 0; r < rows.size(); ++r) {
        cells.move_to(r);
        each(cells);
      }
      if (rows.size() == 0) break;
    }
    tx.script("CLOSE tickbard_rows");
  });
}

StoreResult<std::size_t> PostgresTables::write(const Query& query, const RowBatch& rows,
                                               std::span<const SqlValue> more) {
  if (rows.rows() == 0) return std::size_t{0};
  std::vector<PgParameter> parameters = columns_of(rows);
  for (const SqlValue& value : more) parameters.push_back(text_of(value));
  std::size_t changed = 0;
  const auto done =
      in_transaction([&](PgTransaction& tx) { changed = tx.exec(query.postgres, parameters).affected(); });
  if (!done) return done.error();
  return changed;
}

StoreResult<void> PostgresTables::append(std::string_view table, std::span<const std::string_view> columns,
                                         const RowBatch& rows) {
  if (rows.rows() == 0) return {};
  std::string names;
  for (const std::string_view column : columns) {
    names += names.empty() ? "(" : ", ";
    names += column;
  }
  return in_transaction([&](PgTransaction& tx) {
    tx.copy("COPY " + std::string(table) + " " + names + ") FROM STDIN", [&](const PgTransaction::Put& put) {
      std::string line;
      for (std::size_t r = 0; r < rows.rows(); ++r) {
        line.clear();
        for (std::size_t c = 0; c < rows.columns(); ++c) {
          if (c > 0) line.push_back('\t');
          add_field(line, text_of(rows.at(r, c)));
        }
        line.push_back('\n');
        put(line);
      }
    });
  });
}

StoreResult<std::size_t> PostgresTables::execute(const Query& query, std::span<const SqlValue> parameters) {
  std::size_t changed = 0;
  const auto done = in_transaction(
      [&](PgTransaction& tx) { changed = tx.exec(query.postgres, parameters_of(parameters)).affected(); });
  if (!done) return done.error();
  return changed;
}

StoreResult<void> PostgresTables::prepare_temporary(const Query& query, std::span<const SqlValue> parameters) {
  return in_transaction([&](PgTransaction& tx) {
    tx.script(kRoomToHash);
    tx.exec(query.postgres, parameters_of(parameters));
  });
}

StoreResult<void> PostgresTables::together(const std::function<StoreResult<void>()>& body) {
  return in_transaction([&](PgTransaction& tx) {
    struct Restore {
      PgTransaction*& open;
      PgTransaction* before;
      ~Restore() { open = before; }
    } restore{open_, open_};
    open_ = &tx;
    if (const auto done = body(); !done) throw PgFailure{done.error(), {}};
  });
}

}  // namespace tickbard
