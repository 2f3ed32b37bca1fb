#include "tests/sinks/table_rows.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <sstream>

namespace tickbard::test {
namespace {

struct Column {
  std::string name;
  std::string type;  ///< as the engine calls it

  /// Unsigned 64 bit: text on SQLite, numeric on PostgreSQL.
  bool is_id() const { return name == "print_id" || name == "trade_id"; }
  bool is_real() const { return !is_id() && (type == "REAL" || type == "numeric" || type == "double precision"); }

  /// The start of a bar is in seconds, every other instant in microseconds.
  bool is_bar_start() const { return name == "timestamp" || name.ends_with("_ts"); }

  std::string expression() const {
    const std::string quoted = '"' + name + '"';
    if (type == "timestamp with time zone")
      return "(extract(epoch FROM " + quoted + ") * " + (is_bar_start() ? "1" : "1000000") + ")::bigint";
    if (type == "boolean") return quoted + "::int";
    if (type == "date") return "to_char(" + quoted + ", 'YYYY-MM-DD')";
    if (is_id()) return "CAST(" + quoted + " AS text)";
    if (type == "numeric") return quoted + "::double precision";
    if (type == "jsonb") return quoted + "::text";
    return quoted;
  }

  void write(const Cells& cells, int at, std::ostream& out) const {
    out << name << '=';
    if (cells.is_null(at)) {
      out << '-';
    } else if (is_real()) {
      out << std::hexfloat << cells.real(at);
    } else {
      const std::string_view text = cells.text(at);
      const bool json = text.starts_with('{') || text.starts_with('[');
      out << (json ? nlohmann::json::parse(text).dump() : std::string(text));
    }
    out << ' ';
  }
};

std::map<std::string, std::vector<Column>> columns_of(Tables& tables) {
  constexpr Query kColumns{
      "SELECT t.name, c.name, c.type FROM sqlite_master t JOIN pragma_table_info(t.name) c "
      "WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%' AND t.name <> 'schema_migrations' ORDER BY 1, 2",
      "SELECT t.relname::text, c.attname::text, format_type(c.atttypid, NULL) FROM pg_class t "
      "JOIN pg_attribute c ON c.attrelid = t.oid AND c.attnum > 0 AND NOT c.attisdropped "
      "WHERE t.relkind IN ('r', 'p') AND NOT t.relispartition AND t.relnamespace = 'public'::regnamespace "
      "AND t.relname <> 'schema_migrations' ORDER BY t.relname COLLATE \"C\", c.attname COLLATE \"C\""};
  std::map<std::string, std::vector<Column>> out;
  tables
      .read(kColumns, {},
            [&](const Cells& cells) {
              out[std::string(cells.text(0))].push_back({std::string(cells.text(1)), std::string(cells.text(2))});
            })
      .value();
  return out;
}

}  // namespace

TableRows table_rows(Tables& tables) {
  TableRows out;
  for (const auto& known : columns_of(tables)) {
    const auto& table = known.first;
    const auto& columns = known.second;
    std::string expressions;
    for (const Column& column : columns) expressions += (expressions.empty() ? "" : ", ") + column.expression();
    const std::string text = "SELECT " + expressions + " FROM " + table;
    std::vector<std::string>& rows = out[table];
    tables
        .read({text, text}, {},
              [&](const Cells& cells) {
                std::ostringstream line;
                for (std::size_t i = 0; i < columns.size(); ++i)
                  columns[i].write(cells, static_cast<int>(i), line);
                rows.push_back(std::move(line).str());
              })
        .value();
    std::ranges::sort(rows);
  }
  return out;
}

std::string difference(const TableRows& one, const TableRows& other) {
  constexpr std::size_t kShown = 3;
  std::string out;
  const auto show = [&](const char* side, const std::string& table, const auto& have, const auto& miss) {
    std::vector<std::string> alone;
    std::ranges::set_difference(have, miss, std::back_inserter(alone));
    for (std::size_t i = 0; i < std::min(kShown, alone.size()); ++i)
      out += table + ", only in " + side + ": " + alone[i] + '\n';
    if (alone.size() > kShown)
      out += table + ", only in " + side + ": " + std::to_string(alone.size()) + " rows\n";
  };
  for (const auto* tables : {&one, &other}) {
    for (const auto& [table, ignored] : *tables)
      if (!one.contains(table) || !other.contains(table)) out += "table " + table + " is on one side alone\n";
  }
  for (const auto& [table, rows] : one) {
    const auto there = other.find(table);
    if (there == other.end()) continue;
    show("the first", table, rows, there->second);
    show("the second", table, there->second, rows);
  }
  return out;
}

}  // namespace tickbard::test
