#include "aggregator/core/time_text.hpp"
#include "sinks/alert_json.hpp"
#include "sinks/exact_text.hpp"
#include "sinks/failpoint.hpp"
#include "sinks/sqlite_store.hpp"
#include "sql_queries_files.hpp"

namespace tickbard {

StoreResult<sqlite::Statement*> SqliteStore::statement(std::string_view sql) {
  const auto found = statements_.find(sql.data());
  if (found != statements_.end()) return &found->second;
  auto prepared = db_.prepare(sql);
  if (!prepared) return prepared.error();
  return &statements_.emplace(sql.data(), std::move(*prepared)).first->second;
}

StoreResult<void> SqliteStore::stay_in_place() {
  const auto in_place = db_.in_place();
  if (in_place) return {};
  statements_.clear();
  if (const auto opened = db_.reopen(); !opened) {
    return StoreError{opened.error().cls, in_place.error().text + " That failed: " + opened.error().text};
  }
  opened_anew_ = true;
  return in_place.error();
}

StoreResult<void> SqliteStore::run(sqlite::Statement& s, std::size_t index, std::size_t& counter,
                                   WriteReport& report) {
  const auto stepped = s.step();
  if (!stepped && stepped.error().cls == StoreErrorClass::poison) {
    // SQLite undoes the failed statement alone.
    report.poison.push_back({index, stepped.error().text});
    return {};
  }
  if (!stepped) return stepped.error();
  (db_.changes() > 0 ? counter : report.unchanged) += 1;
  return {};
}

StoreResult<WriteReport> SqliteStore::write(std::span<const Event> events, UnixNanos now) {
  if (events.empty()) return WriteReport{};
  return write_batch(events, nullptr, now);
}

StoreResult<WriteReport> SqliteStore::write_marked(std::span<const Event> events, const UploadMark& mark,
                                                   UnixNanos now) {
  return write_batch(events, &mark, now);
}

StoreResult<void> SqliteStore::set_mark(const UploadMark& mark, UnixNanos now) {
  const auto s = statement(sql_queries::upload_mark_set_sqlite_sql);
  if (!s) return s.error();
  (*s)->bind(1, std::string_view(mark.instance));
  (*s)->bind(2, static_cast<std::int64_t>(mark.sequence));
  (*s)->bind(3, to_unix_micros(now));
  if (const auto r = (*s)->step(); !r) return r.error();
  return {};
}

StoreResult<WriteReport> SqliteStore::write_batch(std::span<const Event> events, const UploadMark* mark,
                                                  UnixNanos now) {
  WriteReport report;
  if (auto r = stay_in_place(); !r) return r.error();
  if (opened_anew_) {
    if (const auto r = migrate(false, now); !r) return r.error();
    opened_anew_ = false;
  }
  const Batch batch(events);
  report.unchanged = batch.superseded;
  late_.clear();
  sqlite::Transaction transaction(db_);
  if (auto r = transaction.begin(); !r) return r.error();
  if (auto r = write_bars(batch.bars, now, report); !r) return r.error();
  if (auto r = write_alerts(batch.alerts, now, report); !r) return r.error();
  if (auto r = write_gaps(batch.gaps, now, report); !r) return r.error();
  if (auto r = write_logs(batch.logs, now, report); !r) return r.error();
  if (auto r = write_resume_points(batch.resume_points, now, report); !r) return r.error();
  if (auto r = write_instruments(batch.instruments, now, report); !r) return r.error();
  if (auto r = withdraw_prints(batch.withdrawn_prints, report); !r) return r.error();
  if (auto r = write_session_prints(batch.session_prints, now, report); !r) return r.error();
  if (auto r = mark_dirty(late_, now); !r) return r.error();
  if (mark != nullptr) {
    if (auto r = set_mark(*mark, now); !r) return r.error();
  }
  failpoint(Failpoint::store_before_commit);
  if (auto r = transaction.commit(); !r) return r.error();
  failpoint(Failpoint::store_after_commit);
  // Only now is it sure that the commit is where somebody finds it.
  if (auto r = stay_in_place(); !r) return r.error();
  return report;
}

StoreResult<void> SqliteStore::write_bars(std::span<const Indexed<Bar>> rows, UnixNanos now, WriteReport& report) {
  if (rows.empty()) return {};
  const auto s = statement(sql_queries::bars_upsert_sqlite_sql);
  if (!s) return s.error();
  for (const auto& [bar, index] : rows) {
    (*s)->bind(1, to_unix_seconds(bar->start));
    (*s)->bind(2, bar->symbol.view());
    (*s)->bind(3, to_double(bar->open));
    (*s)->bind(4, to_double(bar->high));
    (*s)->bind(5, to_double(bar->low));
    (*s)->bind(6, to_double(bar->close));
    (*s)->bind(7, to_double(bar->volume));
    bar->vwap ? (*s)->bind(8, to_double(*bar->vwap)) : (*s)->bind_null(8);
    (*s)->bind(9, std::int64_t{bar->trade_count});
    (*s)->bind(10, std::int64_t{bar->revision});
    (*s)->bind(11, std::int64_t{bar->quality});
    (*s)->bind(12, to_unix_micros(now));
    const std::size_t written = report.bars;
    if (auto r = run(**s, index, report.bars, report); !r) return r;
    if (report.bars != written && is_late(*bar, now))
      late_.insert(std::chrono::floor<std::chrono::days>(bar->start));
  }
  return {};
}

StoreResult<void> SqliteStore::mark_dirty(const std::set<std::chrono::sys_days>& days, UnixNanos now) {
  if (days.empty()) return {};
  const auto s = statement(sql_queries::dirty_days_mark_sqlite_sql);
  if (!s) return s.error();
  for (const std::chrono::sys_days day : days) {
    (*s)->bind(1, std::string_view(to_text(SessionDate{day})));
    (*s)->bind(2, to_unix_micros(now));
    if (const auto r = (*s)->step(); !r) return r.error();
  }
  return {};
}

StoreResult<void> SqliteStore::write_alerts(std::span<const Indexed<Alert>> rows, UnixNanos now,
                                            WriteReport& report) {
  if (rows.empty()) return {};
  const auto s = statement(sql_queries::alerts_insert_sqlite_sql);
  if (!s) return s.error();
  for (const auto& [alert, index] : rows) {
    (*s)->bind(1, std::string_view(alert_id(*alert)));
    (*s)->bind(2, alert->symbol.view());
    (*s)->bind(3, alert_type(*alert));
    (*s)->bind(4, to_double(alert->trigger_price));
    (*s)->bind(5, to_unix_micros(alert->trigger_time));
    (*s)->bind(6, std::string_view(alert_conditions(*alert)));
    (*s)->bind(7, std::string_view(alert_metadata(*alert)));
    (*s)->bind(8, to_unix_micros(now));
    if (auto r = run(**s, index, report.others, report); !r) return r;
  }
  return {};
}

StoreResult<void> SqliteStore::write_gaps(std::span<const Indexed<Gap>> rows, UnixNanos now, WriteReport& report) {
  if (rows.empty()) return {};
  const auto s = statement(sql_queries::gaps_upsert_sqlite_sql);
  if (!s) return s.error();
  for (const auto& [gap, index] : rows) {
    (*s)->bind(1, std::string_view(storable_text(gap->feed)));
    (*s)->bind(2, to_unix_micros(gap->from));
    gap->to ? (*s)->bind(3, to_unix_micros(*gap->to)) : (*s)->bind_null(3);
    (*s)->bind(4, name_of(gap->reason));
    (*s)->bind(5, to_unix_micros(now));
    if (auto r = run(**s, index, report.others, report); !r) return r;
  }
  return {};
}

StoreResult<void> SqliteStore::write_logs(std::span<const Indexed<LogEntry>> rows, UnixNanos now,
                                          WriteReport& report) {
  if (rows.empty()) return {};
  const auto s = statement(sql_queries::log_insert_sqlite_sql);
  if (!s) return s.error();
  for (const auto& [entry, index] : rows) {
    (*s)->bind(1, std::string_view(log_id(*entry)));
    (*s)->bind(2, to_unix_micros(entry->at));
    (*s)->bind(3, std::string_view(storable_text(entry->feed)));
    (*s)->bind(4, std::string_view(storable_text(entry->kind)));
    (*s)->bind(5, std::string_view(storable_text(entry->symbol)));
    (*s)->bind(6, std::string_view(storable_text(entry->detail)));
    (*s)->bind(7, to_unix_micros(now));
    if (auto r = run(**s, index, report.others, report); !r) return r;
  }
  return {};
}

StoreResult<void> SqliteStore::write_resume_points(std::span<const Indexed<ResumePoint>> rows, UnixNanos now,
                                                   WriteReport& report) {
  if (rows.empty()) return {};
  const auto s = statement(sql_queries::resume_upsert_sqlite_sql);
  if (!s) return s.error();
  for (const auto& [point, index] : rows) {
    (*s)->bind(1, std::string_view(storable_text(point->feed)));
    (*s)->bind(2, std::string_view(storable_text(point->symbol)));
    (*s)->bind(3, to_unix_micros(point->event_time));
    (*s)->bind(4, std::string_view(std::to_string(point->trade_id)));
    (*s)->bind(5, to_unix_micros(now));
    if (auto r = run(**s, index, report.others, report); !r) return r;
  }
  return {};
}

StoreResult<void> SqliteStore::write_instruments(std::span<const Indexed<Instrument>> rows, UnixNanos now,
                                                 WriteReport& report) {
  if (rows.empty()) return {};
  const auto s = statement(sql_queries::instruments_fill_sqlite_sql);
  if (!s) return s.error();
  for (const auto& [instrument, index] : rows) {
    (*s)->bind(1, instrument->symbol.view());
    (*s)->bind(2, std::string_view(storable_text(instrument->calendar)));
    (*s)->bind(3, std::string_view(storable_text(instrument->feed)));
    (*s)->bind(4, to_unix_micros(now));
    if (auto r = run(**s, index, report.others, report); !r) return r;
  }
  return {};
}

StoreResult<void> SqliteStore::withdraw_prints(std::span<const Indexed<WithdrawnPrint>> rows,
                                               WriteReport& report) {
  if (rows.empty()) return {};
  const auto s = statement(sql_queries::session_prints_withdraw_sqlite_sql);
  if (!s) return s.error();
  for (const auto& [print, index] : rows) {
    (*s)->bind(1, std::string_view(to_text(print->session)));
    (*s)->bind(2, print->symbol.view());
    (*s)->bind(3, std::string_view(storable_text(print->exchange)));
    (*s)->bind(4, std::string_view(std::to_string(print->id.value)));
    const std::size_t before = report.others;
    if (auto r = run(**s, index, report.others, report); !r) return r;
    if (report.others != before) late_.insert(std::chrono::sys_days{print->session});
  }
  return {};
}

StoreResult<void> SqliteStore::write_session_prints(std::span<const Indexed<SessionPrint>> rows, UnixNanos now,
                                                    WriteReport& report) {
  if (rows.empty()) return {};
  const auto nameless = statement(sql_queries::session_prints_nameless_sqlite_sql);
  if (!nameless) return nameless.error();
  const auto s = statement(sql_queries::session_prints_upsert_sqlite_sql);
  if (!s) return s.error();
  for (const auto& [print, index] : rows) {
    if (!print->id) continue;
    (*nameless)->bind(1, print->symbol.view());
    (*nameless)->bind(2, std::string_view(to_text(print->session)));
    (*nameless)->bind(3, name_of(print->role));
    (*nameless)->bind(4, std::string_view(storable_text(print->exchange)));
    (*nameless)->bind(5, to_unix_micros(print->event_time));
    if (const auto r = (*nameless)->step(); !r) return r.error();
  }
  for (const auto& [print, index] : rows) {
    (*s)->bind(1, print->symbol.view());
    (*s)->bind(2, std::string_view(to_text(print->session)));
    (*s)->bind(3, name_of(print->role));
    (*s)->bind(4, std::string_view(storable_text(print->exchange)));
    (*s)->bind(5, to_double(print->price));
    (*s)->bind(6, to_double(print->size.raw, kSizeDigits));
    (*s)->bind(7, to_unix_micros(print->event_time));
    (*s)->bind(8, std::string_view(std::to_string(print->id.value)));
    const std::size_t written = report.others;
    if (auto r = run(**s, index, report.others, report); !r) return r;
    if (report.others != written && is_late(*print, now)) late_.insert(std::chrono::sys_days{print->session});
  }
  return {};
}

}  // namespace tickbard
