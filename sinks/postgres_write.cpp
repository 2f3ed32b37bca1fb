#include <set>

#include "aggregator/core/time_text.hpp"
#include "sinks/alert_json.hpp"
#include "sinks/exact_text.hpp"
#include "sinks/failpoint.hpp"
#include "sinks/postgres_arrays.hpp"
#include "sinks/postgres_store.hpp"
#include "sql_queries_files.hpp"

namespace tickbard {

namespace {

std::size_t write_rows(PgTransaction& tx, std::span<const Indexed<Bar>> rows, UnixNanos now) {
  return PgBarWriter::upsert(tx, rows, now);
}

std::size_t write_rows(PgTransaction& tx, std::span<const Indexed<Alert>> rows, UnixNanos now) {
  const std::size_t n = rows.size();
  PgArray id(n), symbol(n), type(n), price(n), time(n), conditions(n), metadata(n);
  for (const auto& [alert, index] : rows) {
    id.add(std::string_view(alert_id(*alert)));
    symbol.add(alert->symbol.view());
    type.add(alert_type(*alert));
    price.add(alert->trigger_price);
    time.add(alert->trigger_time);
    conditions.add(std::string_view(alert_conditions(*alert)));
    metadata.add(std::string_view(alert_metadata(*alert)));
  }
  return tx
      .exec(sql_queries::alerts_insert_postgres_sql,
            {id.take(), symbol.take(), type.take(), price.take(), time.take(), conditions.take(), metadata.take(),
             utc_text(now)})
      .affected();
}

std::size_t write_rows(PgTransaction& tx, std::span<const Indexed<Gap>> rows, UnixNanos now) {
  const std::size_t n = rows.size();
  PgArray feed(n), from(n), to(n), reason(n);
  for (const auto& [gap, index] : rows) {
    feed.add(std::string_view(storable_text(gap->feed)));
    from.add(gap->from);
    to.add(gap->to);
    reason.add(name_of(gap->reason));
  }
  return tx
      .exec(sql_queries::gaps_upsert_postgres_sql,
            {feed.take(), from.take(), to.take(), reason.take(), utc_text(now)})
      .affected();
}

std::size_t write_rows(PgTransaction& tx, std::span<const Indexed<LogEntry>> rows, UnixNanos now) {
  const std::size_t n = rows.size();
  PgArray id(n), at(n), feed(n), kind(n), symbol(n), detail(n);
  for (const auto& [entry, index] : rows) {
    id.add(std::string_view(log_id(*entry)));
    at.add(entry->at);
    feed.add(std::string_view(storable_text(entry->feed)));
    kind.add(std::string_view(storable_text(entry->kind)));
    symbol.add(std::string_view(storable_text(entry->symbol)));
    detail.add(std::string_view(storable_text(entry->detail)));
  }
  return tx
      .exec(sql_queries::log_insert_postgres_sql,
            {id.take(), at.take(), feed.take(), kind.take(), symbol.take(), detail.take(), utc_text(now)})
      .affected();
}

std::size_t write_rows(PgTransaction& tx, std::span<const Indexed<ResumePoint>> rows, UnixNanos now) {
  const std::size_t n = rows.size();
  PgArray feed(n), symbol(n), time(n), id(n);
  for (const auto& [point, index] : rows) {
    feed.add(std::string_view(storable_text(point->feed)));
    symbol.add(std::string_view(storable_text(point->symbol)));
    time.add(point->event_time);
    id.add(static_cast<Int128>(point->trade_id), 0);
  }
  return tx
      .exec(sql_queries::resume_upsert_postgres_sql,
            {feed.take(), symbol.take(), time.take(), id.take(), utc_text(now)})
      .affected();
}

std::size_t write_rows(PgTransaction& tx, std::span<const Indexed<Instrument>> rows, UnixNanos now) {
  const std::size_t n = rows.size();
  PgArray symbol(n), calendar(n), feed(n);
  for (const auto& [instrument, index] : rows) {
    symbol.add(instrument->symbol.view());
    calendar.add(std::string_view(storable_text(instrument->calendar)));
    feed.add(std::string_view(storable_text(instrument->feed)));
  }
  return tx
      .exec(sql_queries::instruments_fill_postgres_sql,
            {symbol.take(), calendar.take(), feed.take(), utc_text(now)})
      .affected();
}

std::size_t write_rows(PgTransaction& tx, std::span<const Indexed<SessionPrint>> rows, UnixNanos) {
  const std::size_t n = rows.size();
  PgArray symbol(n), session(n), role(n), exchange(n), price(n), size(n), time(n), id(n);
  for (const auto& [print, index] : rows) {
    symbol.add(print->symbol.view());
    session.add(std::string_view(to_text(print->session)));
    role.add(name_of(print->role));
    exchange.add(std::string_view(storable_text(print->exchange)));
    price.add(print->price);
    size.add(print->size.raw, kSizeDigits);
    time.add(print->event_time);
    id.add(static_cast<Int128>(print->id.value), 0);
  }
  return tx
      .exec(sql_queries::session_prints_upsert_postgres_sql,
            {symbol.take(), session.take(), role.take(), exchange.take(), price.take(), size.take(), time.take(),
             id.take()})
      .affected();
}

std::size_t write_rows(PgTransaction& tx, std::span<const Indexed<WithdrawnPrint>> rows, UnixNanos) {
  const std::size_t n = rows.size();
  PgArray symbol(n), session(n), exchange(n), id(n);
  for (const auto& [print, index] : rows) {
    symbol.add(print->symbol.view());
    session.add(std::string_view(to_text(print->session)));
    exchange.add(std::string_view(storable_text(print->exchange)));
    id.add(static_cast<Int128>(print->id.value), 0);
  }
  // One event may take out a print that was stored under two roles.
  return std::min(n, tx.exec(sql_queries::session_prints_withdraw_postgres_sql,
                             {symbol.take(), session.take(), exchange.take(), id.take()})
                         .affected());
}

/// The days that late bars and prints belong to. Which of a batch's rows changed is not known here: a mark too
/// many costs a computation that finds nothing new.
void mark_dirty(PgTransaction& tx, const Batch& batch, std::size_t withdrawn, UnixNanos now) {
  std::set<std::chrono::sys_days> late;
  for (const auto& [bar, index] : batch.bars) {
    if (is_late(*bar, now)) late.insert(std::chrono::floor<std::chrono::days>(bar->start));
  }
  for (const auto& [print, index] : batch.session_prints) {
    if (is_late(*print, now)) late.insert(std::chrono::sys_days{print->session});
  }
  if (withdrawn > 0) {
    for (const auto& [print, index] : batch.withdrawn_prints) late.insert(std::chrono::sys_days{print->session});
  }
  if (late.empty()) return;
  PgArray day(late.size());
  for (const std::chrono::sys_days d : late) day.add(std::string_view(to_text(SessionDate{d})));
  tx.exec(sql_queries::dirty_days_mark_postgres_sql, {day.take(), utc_text(now)});
}

/// Writes rows of one table. With `isolate`, halves what fails until the poison rows stand alone.
template <class Row>
void write_table(PgTransaction& tx, std::span<const Indexed<Row>> rows, UnixNanos now, bool isolate,
                 std::size_t& counter, WriteReport& report) {
  if (rows.empty()) return;
  std::size_t changed = 0;
  if (!isolate) {
    changed = write_rows(tx, rows, now);
  } else {
    try {
      tx.savepoint([&] { changed = write_rows(tx, rows, now); });
    } catch (const PgFailure& failure) {
      if (failure.error.cls != StoreErrorClass::poison) throw;
      if (rows.size() == 1) {
        report.poison.push_back({rows.front().index, failure.error.text});
        return;
      }
      const std::size_t half = rows.size() / 2;
      write_table(tx, rows.first(half), now, true, counter, report);
      write_table(tx, rows.subspan(half), now, true, counter, report);
      return;
    }
  }
  counter += changed;
  report.unchanged += rows.size() - changed;
}

}  // namespace

StoreResult<WriteReport> PostgresStore::write_once(const Batch& batch, const UploadMark* mark, UnixNanos now,
                                                   bool isolate) {
  WriteReport report;
  const auto done = connection_.transaction([&](PgTransaction& tx) {
    report = {};
    report.unchanged = batch.superseded;
    if (isolate) {
      write_table<Bar>(tx, batch.bars, now, isolate, report.bars, report);
    } else if (!batch.bars.empty()) {
      report.bars = bars_.write(tx, batch.bars, now);
      report.unchanged += batch.bars.size() - report.bars;
    }
    write_table<Alert>(tx, batch.alerts, now, isolate, report.others, report);
    write_table<Gap>(tx, batch.gaps, now, isolate, report.others, report);
    write_table<LogEntry>(tx, batch.logs, now, isolate, report.others, report);
    write_table<ResumePoint>(tx, batch.resume_points, now, isolate, report.others, report);
    write_table<Instrument>(tx, batch.instruments, now, isolate, report.others, report);
    std::size_t withdrawn = 0, prints = 0;
    write_table<WithdrawnPrint>(tx, batch.withdrawn_prints, now, isolate, withdrawn, report);
    write_table<SessionPrint>(tx, batch.session_prints, now, isolate, prints, report);
    report.others += withdrawn + prints;
    if (report.bars + withdrawn + prints > 0) mark_dirty(tx, batch, withdrawn, now);
    if (mark != nullptr) {
      tx.exec(sql_queries::upload_mark_set_postgres_sql,
              {mark->instance, std::to_string(mark->sequence), utc_text(now)});
    }
    failpoint(Failpoint::store_before_commit);
  });
  if (!done) return done.error();
  failpoint(Failpoint::store_after_commit);
  return report;
}

StoreResult<WriteReport> PostgresStore::write(std::span<const Event> events, UnixNanos now) {
  if (events.empty()) return WriteReport{};
  return write_batch(events, nullptr, now);
}

StoreResult<WriteReport> PostgresStore::write_marked(std::span<const Event> events, const UploadMark& mark,
                                                     UnixNanos now) {
  return write_batch(events, &mark, now);
}

StoreResult<WriteReport> PostgresStore::write_batch(std::span<const Event> events, const UploadMark* mark,
                                                    UnixNanos now) {
  const Batch batch(events);
  Days days;
  for (const auto& [bar, index] : batch.bars) days.insert(std::chrono::floor<std::chrono::days>(bar->start));
  if (auto r = ensure_partitions(days); !r) return r.error();
  auto report = write_once(batch, mark, now, false);
  if (report || report.error().cls != StoreErrorClass::poison) return report;
  // A row without a partition fails like a poison row: somebody may have dropped a day that we believed was there.
  partitions_.clear();
  if (auto r = ensure_partitions(days); !r) return r.error();
  return write_once(batch, mark, now, true);
}

}  // namespace tickbard
