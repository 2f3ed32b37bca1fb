#include "sinks/derived/row_reader.hpp"

#include <algorithm>

#include "aggregator/core/time_text.hpp"
#include "sinks/exact_text.hpp"

namespace tickbard {

Symbol RowReader::symbol(int column) {
  const auto parsed = Symbol::parse(cells_.text(column));
  if (!parsed) ok_ = false;
  return parsed ? *parsed : Symbol{};
}

Int128 RowReader::decimal(int column, int digits) {
  const std::optional<Int128> raw = cells_.decimal(column, digits);
  if (!raw) ok_ = false;
  return raw.value_or(0);
}

Price RowReader::price(int column) {
  const Int128 raw = decimal(column, kPriceDigits);
  const bool fits = raw <= INT64_MAX && raw >= INT64_MIN;
  if (!fits) ok_ = false;
  return Price{fits ? static_cast<std::int64_t>(raw) : 0};
}

MinuteStart RowReader::minute(int column) const {
  return MinuteStart{std::chrono::floor<std::chrono::minutes>(std::chrono::seconds{integer(column)})};
}

UnixNanos RowReader::instant(int column) const {
  return from_unix_micros(integer(column));
}

SessionDate RowReader::date(int column) {
  const std::optional<SessionDate> parsed = parse_date(cells_.text(column));
  if (!parsed) ok_ = false;
  return parsed.value_or(SessionDate{});
}

StoreError unreadable_row(const Tables& tables, std::string_view table) {
  return {StoreErrorClass::other,
          tables.describe() + ": " + std::string(table) +
              " holds a value that no tickbard wrote; find it with the queries in sql/checks."};
}

SqlValue sql(std::string_view text) {
  return std::string(text);
}

SqlValue sql(SessionDate date) {
  return to_text(date);
}

SqlValue sql_seconds(MinuteStart t) {
  return to_unix_seconds(t);
}

SqlValue sql_micros(UnixNanos t) {
  return to_unix_micros(t);
}

SqlValue sql_limit(std::size_t limit) {
  return static_cast<std::int64_t>(std::min<std::size_t>(limit, INT64_MAX));
}

std::string json_list(std::span<const Symbol> symbols) {
  std::string out = "[";
  for (const Symbol& symbol : symbols) {
    out += out.size() == 1 ? "\"" : ",\"";
    for (const char c : symbol.view()) {
      if (c == '\\' || c == '"') out += '\\';
      out += c;
    }
    out += '"';
  }
  return out + "]";
}

SqlValue sql_symbols(std::span<const Symbol> symbols) {
  if (symbols.empty()) return std::monostate{};
  return json_list(symbols);
}

namespace {

std::string filled(std::string_view text,
                   std::initializer_list<std::pair<std::string_view, std::string_view>> names) {
  std::string out(text);
  for (const auto& [name, value] : names) {
    const std::string place = "{" + std::string(name) + "}";
    for (std::size_t at = out.find(place); at != std::string::npos; at = out.find(place, at + value.size()))
      out.replace(at, place.size(), value);
  }
  return out;
}

}  // namespace

OwnedQuery filled(const Query& query, std::initializer_list<std::pair<std::string_view, std::string_view>> names) {
  return {filled(query.sqlite, names), filled(query.postgres, names)};
}

}  // namespace tickbard
