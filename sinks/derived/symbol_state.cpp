#include "sinks/derived/symbol_state.hpp"

#include "aggregator/core/time_text.hpp"
#include "sinks/derived/cell_helpers.hpp"
#include "sql_records_files.hpp"

namespace tickbard {

namespace {

constexpr int kPercentDigits = 4;

/// Adds one symbol's figures in the order of the columns after the key.
class FiguresOut {
 public:
  explicit FiguresOut(RowBatch& rows) : rows_(rows) {}

  void add_figures(const Baselines& b) {
    rows_.price(*b.price).integer(to_unix_seconds(b.price_minute)).text(to_text(b.session));
    baseline(b.yesterday);
    b.yesterday ? rows_.text(to_text(b.yesterday_date)) : rows_.null();
    for (const auto* opening : {&b.today_open, &b.pre_market_open, &b.rth_open, &b.post_market_open})
      baseline(*opening);
    for (const auto* pct : {&b.from_yesterday, &b.from_open, &b.from_pre, &b.from_post, &b.gap}) percent_of(*pct);
    for (const AsOfChange& change : b.changes) {
      percent_of(change.pct);
      rows_.integer(change.stale ? 1 : 0);
    }
    touch(b.hod, b.hod_pct);
    touch(b.lod, b.lod_pct);
    add(rows_, b.vwap);
    percent_of(b.vwap_distance);
    rows_.volume(b.day_volume);
    percent_of(b.relative_volume);
  }

 private:
  void percent_of(const std::optional<Percent>& p) {
    p ? rows_.real(to_double(p->raw, kPercentDigits)) : rows_.null();
  }

  void baseline(const std::optional<Baseline>& b) {
    if (b)
      rows_.price(b->price).text(name_of(b->source)).text(name_of(b->quality));
    else
      rows_.null().null().null();
  }

  void touch(const std::optional<Touch>& t, const std::optional<Percent>& pct) {
    if (t)
      rows_.price(t->price).integer(to_unix_seconds(t->first));
    else
      rows_.null().null();
    percent_of(pct);
  }

  RowBatch& rows_;
};

/// Reads a row's columns one after the other.
class FiguresIn {
 public:
  explicit FiguresIn(RowReader& row) : row_(row) {}

  SymbolState state() {
    SymbolState out;
    out.symbol = row_.symbol(next());
    Baselines& b = out.figures;
    b.price = row_.price(next());
    b.price_minute = row_.minute(next());
    b.session = row_.date(next());
    b.yesterday = baseline();
    b.yesterday_stale = b.yesterday && b.yesterday->quality == BaselineQuality::estimated;
    b.yesterday_date = row_.maybe(next(), &RowReader::date).value_or(SessionDate{});
    for (auto* opening : {&b.today_open, &b.pre_market_open, &b.rth_open, &b.post_market_open})
      *opening = baseline();
    for (auto* pct : {&b.from_yesterday, &b.from_open, &b.from_pre, &b.from_post, &b.gap}) *pct = percent_of();
    for (AsOfChange& change : b.changes) {
      change.pct = percent_of();
      change.stale = row_.integer(next()) != 0;
    }
    b.hod = touch();
    b.hod_pct = percent_of();
    b.lod = touch();
    b.lod_pct = percent_of();
    b.vwap = row_.maybe(next(), &RowReader::price);
    b.vwap_distance = percent_of();
    b.day_volume = row_.volume(next());
    b.relative_volume = percent_of();
    out.last_updated = row_.instant(next());
    return out;
  }

  UnixNanos instant() { return row_.instant(next()); }

 private:
  int next() { return column_++; }

  std::optional<Percent> percent_of() {
    const int column = next();
    if (row_.is_null(column)) return std::nullopt;
    return Percent{static_cast<std::int64_t>(row_.decimal(column, kPercentDigits))};
  }

  std::optional<Baseline> baseline() {
    const int price = next(), source = next(), quality = next();
    if (row_.is_null(price)) return std::nullopt;
    return Baseline{row_.price(price), row_.one_of<BaselineSource>(source, kBaselineSourceNames),
                    row_.one_of<BaselineQuality>(quality, kBaselineQualityNames)};
  }

  std::optional<Touch> touch() {
    const int price = next(), first = next();
    if (row_.is_null(price)) return std::nullopt;
    return Touch{row_.price(price), row_.minute(first)};
  }

  RowReader& row_;
  int column_ = 0;
};

SymbolState symbol_state(RowReader& row) {
  return FiguresIn(row).state();
}

PastSymbolState past_symbol_state(RowReader& row) {
  FiguresIn in(row);
  PastSymbolState out;
  out.state = in.state();
  out.taken_at = in.instant();
  return out;
}

constexpr int kFigures = 40;

}  // namespace

StoreResult<std::size_t> write_symbol_states(Tables& tables, std::span<const SymbolState> rows, UnixNanos now) {
  RowBatch batch(1 + kFigures);
  for (const SymbolState& row : rows) {
    if (!row.figures.price) continue;
    batch.text(row.symbol.view());
    FiguresOut(batch).add_figures(row.figures);
  }
  const std::array<SqlValue, 1> at{sql_micros(now)};
  return tables.write({sql_records::symbol_state_upsert_sqlite_sql, sql_records::symbol_state_upsert_postgres_sql},
                      batch, at);
}

StoreResult<std::size_t> write_symbol_state_history(Tables& tables, UnixNanos taken_at,
                                                    std::span<const SymbolState> rows, UnixNanos now) {
  RowBatch batch(2 + kFigures);
  for (const SymbolState& row : rows) {
    if (!row.figures.price) continue;
    batch.text(row.symbol.view()).integer(to_unix_micros(taken_at));
    FiguresOut(batch).add_figures(row.figures);
  }
  const std::array<SqlValue, 1> at{sql_micros(now)};
  return tables.write(
      {sql_records::symbol_state_history_upsert_sqlite_sql, sql_records::symbol_state_history_upsert_postgres_sql},
      batch, at);
}

StoreResult<std::optional<SymbolState>> read_symbol_state(Tables& tables, const Symbol& symbol) {
  const std::array<SqlValue, 1> parameters{sql(symbol.view())};
  return read_row<SymbolState>(
      tables, {sql_records::symbol_state_of_sqlite_sql, sql_records::symbol_state_of_postgres_sql}, "symbol_state",
      parameters, symbol_state);
}

StoreResult<void> stream_symbol_states(Tables& tables, std::string_view calendar,
                                       std::string_view default_calendar,
                                       const std::function<void(SymbolState&&)>& sink) {
  const std::array<SqlValue, 2> parameters{sql(calendar), sql(default_calendar)};
  return stream_rows<SymbolState>(
      tables,
      {sql_records::symbol_state_of_calendar_sqlite_sql, sql_records::symbol_state_of_calendar_postgres_sql},
      "symbol_state", parameters, symbol_state, sink);
}

StoreResult<std::vector<PastSymbolState>> read_symbol_state_history(Tables& tables, const Symbol& symbol,
                                                                    UnixNanos from, UnixNanos to,
                                                                    std::size_t limit) {
  const std::array<SqlValue, 4> parameters{sql(symbol.view()), sql_micros(from), sql_micros(to), sql_limit(limit)};
  return read_rows<PastSymbolState>(
      tables, {sql_records::symbol_state_history_sqlite_sql, sql_records::symbol_state_history_postgres_sql},
      "symbol_state_history", parameters, past_symbol_state);
}

}  // namespace tickbard
