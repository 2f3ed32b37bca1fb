#include "sinks/derived/metric_values.hpp"

#include <algorithm>
#include <cmath>
#include <set>
#include <tuple>

#include "aggregator/core/time_text.hpp"
#include "sinks/derived/cell_helpers.hpp"
#include "sql_records_files.hpp"

namespace tickbard {

namespace {

MetricRow metric_row(RowReader& row) {
  return {row.symbol(0),  row.date(1),   row.text(2), row.text(3), row.maybe(4, &RowReader::real),
          row.integer(5), row.instant(6)};
}

using Rows = std::vector<const MetricRow*>;

/// A row's place in the table, as the engine sorts its key.
struct Place {
  std::string_view ticker;
  SessionDate date;
  std::string_view key;

  bool before(const Place& other, bool postgres) const {
    if (postgres) return std::tie(ticker, date, key) < std::tie(other.ticker, other.date, other.key);
    return std::tie(date, key, ticker) < std::tie(other.date, other.key, other.ticker);
  }
};

Place place_of(const MetricRow& row) {
  return {row.ticker.view(), row.as_of_date, row.key};
}

/// As `add` writes it.
std::optional<double> storable(const std::optional<double>& value) {
  if (!value || !std::isfinite(*value)) return std::nullopt;
  return *value == 0 ? 0.0 : *value;
}

bool says_the_same(const MetricRow& row, const Cells& stored) {
  constexpr int kValue = 3, kRevision = 4;
  const auto value = storable(row.value);
  if (stored.is_null(kValue) == value.has_value() || row.revision != stored.integer(kRevision)) return false;
  return !value || *value == stored.real(kValue);
}

/// Rows in the order of the table.
struct Changes {
  Rows absent;  ///< nothing is stored of them
  Rows other;   ///< their value or revision is not the stored one
};

/// Precondition: `rows` are of one interval and in the order of the table. What is stored is read along the key in
/// one go, and most of it says the same: an upsert for each would look each up by itself.
StoreResult<void> compare(Tables& tables, std::span<const MetricRow* const> rows, Changes& changes) {
  std::set<std::string> tickers, dates, keys;
  for (const MetricRow* row : rows) {
    if (tickers.empty() || *tickers.rbegin() != row->ticker.view()) tickers.emplace(row->ticker.view());
    dates.insert(to_text(row->as_of_date));
    keys.insert(row->key);
  }
  const auto list = [](const std::set<std::string>& texts) {
    return json_text_list(std::vector<std::string>(texts.begin(), texts.end()));
  };
  const std::array<SqlValue, 5> parameters{sql(*tickers.begin()), sql(*tickers.rbegin()),
                                           sql(rows.front()->interval), list(dates), list(keys)};
  auto next = rows.begin();
  bool damaged = false;
  auto done =
      tables.read({sql_records::metric_values_stored_sqlite_sql, sql_records::metric_values_stored_postgres_sql},
                  parameters, [&](const Cells& cells) {
                    const auto date = parse_date(cells.text(1));
                    if (!date) {
                      damaged = true;
                      return;
                    }
                    const Place stored{cells.text(0), *date, cells.text(2)};
                    while (next != rows.end() && place_of(**next).before(stored, tables.is_postgres()))
                      changes.absent.push_back(*next++);
                    if (next == rows.end() || stored.before(place_of(**next), tables.is_postgres())) return;
                    if (!says_the_same(**next, cells)) changes.other.push_back(*next);
                    ++next;
                  });
  if (!done) return done.error();
  if (damaged) return unreadable_row(tables, "security_metric_values");
  changes.absent.insert(changes.absent.end(), next, rows.end());
  return {};
}

/// `at`: with the time of writing, as the table has it.
RowBatch batch_of(const Rows& rows, std::optional<UnixNanos> at) {
  RowBatch out(at ? 7 : 6);
  for (const MetricRow* row : rows) {
    out.text(row->ticker.view()).text(to_text(row->as_of_date)).text(row->interval).text(row->key);
    add(out, row->value);
    out.integer(row->revision);
    if (at) out.instant(*at);
  }
  return out;
}

StoreResult<std::size_t> upsert(Tables& tables, const Rows& rows, UnixNanos now) {
  const std::array<SqlValue, 1> at{sql_micros(now)};
  return tables.write(
      {sql_records::metric_values_upsert_sqlite_sql, sql_records::metric_values_upsert_postgres_sql},
      batch_of(rows, {}), at);
}

/// Another run may have written some of them since we looked.
StoreResult<std::size_t> insert(Tables& tables, const Rows& rows, UnixNanos now) {
  constexpr std::array<std::string_view, 7> kColumns{"ticker", "as_of_date", "\"interval\"", "metric_key",
                                                     "value",  "revision",   "computed_at"};
  const auto inserted = tables.append("security_metric_values", kColumns, batch_of(rows, now));
  if (inserted) return rows.size();
  if (inserted.error().cls != StoreErrorClass::poison) return inserted.error();
  return upsert(tables, rows, now);
}

}  // namespace

StoreResult<std::size_t> write_metrics(Tables& tables, std::span<const MetricRow> rows, UnixNanos now) {
  Rows sorted;
  sorted.reserve(rows.size());
  for (const MetricRow& row : rows) sorted.push_back(&row);
  std::sort(sorted.begin(), sorted.end(), [&](const MetricRow* a, const MetricRow* b) {
    if (a->interval != b->interval) return a->interval < b->interval;
    return place_of(*a).before(place_of(*b), tables.is_postgres());
  });
  Changes changes;
  for (auto first = sorted.begin(); first != sorted.end();) {
    const auto last = std::find_if(first, sorted.end(),
                                   [&](const MetricRow* row) { return row->interval != (*first)->interval; });
    if (const auto compared = compare(tables, {first, last}, changes); !compared) return compared.error();
    first = last;
  }
  const auto inserted = insert(tables, changes.absent, now);
  if (!inserted) return inserted;
  const auto updated = upsert(tables, changes.other, now);
  if (!updated) return updated;
  return *inserted + *updated;
}

StoreResult<void> stream_metrics(Tables& tables, SessionDate as_of_date, std::string_view interval,
                                 const std::function<void(MetricRow&&)>& sink) {
  const std::array<SqlValue, 2> parameters{sql(as_of_date), sql(interval)};
  return stream_rows<MetricRow>(
      tables,
      {sql_records::metric_values_of_session_sqlite_sql, sql_records::metric_values_of_session_postgres_sql},
      "security_metric_values", parameters, metric_row, sink);
}

StoreResult<std::vector<MetricRow>> read_metric_series(Tables& tables, const Symbol& ticker,
                                                       std::string_view interval, std::string_view key,
                                                       SessionDate first, SessionDate last) {
  const std::array<SqlValue, 5> parameters{sql(ticker.view()), sql(interval), sql(key), sql(first), sql(last)};
  return read_rows<MetricRow>(
      tables, {sql_records::metric_values_of_ticker_sqlite_sql, sql_records::metric_values_of_ticker_postgres_sql},
      "security_metric_values", parameters, metric_row);
}

}  // namespace tickbard
