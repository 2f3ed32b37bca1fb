#include "sinks/derived/daily_rollup.hpp"

#include "aggregator/calendar/calendar.hpp"
#include "sinks/derived/row_reader.hpp"
#include "sql_derived_files.hpp"

namespace tickbard {

namespace {

const Query kDrop{sql_derived::daily_fold_drop_sqlite_sql, sql_derived::daily_fold_drop_postgres_sql};
const Query kFold{sql_derived::daily_fold_sqlite_sql, sql_derived::daily_fold_postgres_sql};
const Query kRollup{sql_derived::daily_rollup_sqlite_sql, sql_derived::daily_rollup_postgres_sql};
const Query kRemove{sql_derived::daily_remove_sqlite_sql, sql_derived::daily_remove_postgres_sql};

}  // namespace

StoreResult<std::size_t> rollup_day(Tables& tables, const DayRollup& rollup, UnixNanos now) {
  const Session& session = rollup.session;
  const SqlValue calendar = sql(rollup.calendar), by_default = sql(rollup.default_calendar),
                 date = sql(session.date), pre_open = sql_seconds(minute_of(session.pre_open)),
                 open = sql_seconds(minute_of(session.open)), close = sql_seconds(minute_of(session.close)),
                 post_close = sql_seconds(minute_of(session.post_close));
  // Read first, then written: who stores bars waits for the second alone.
  if (const auto dropped = tables.prepare_temporary(kDrop); !dropped) return dropped.error();
  const std::array<SqlValue, 6> minutes{calendar, by_default, pre_open, open, close, post_close};
  if (const auto folded = tables.prepare_temporary(kFold, minutes); !folded) return folded.error();

  const auto expected = std::chrono::floor<std::chrono::minutes>(session.close - session.open).count();
  const std::array<SqlValue, 7> day{date,
                                    open,
                                    close,
                                    sql(std::int64_t{expected}),
                                    sql(std::int64_t{rollup.is_final ? 1 : 0}),
                                    sql_micros(now),
                                    sql(std::int64_t{rollup.archived ? 1 : 0})};
  const std::array<SqlValue, 5> regular{calendar, by_default, date, open, close};
  std::size_t changed = 0;
  const auto done = tables.together([&]() -> StoreResult<void> {
    const auto rolled = tables.execute(kRollup, day);
    if (!rolled) return rolled.error();
    const auto removed = rollup.archived ? StoreResult<std::size_t>{0} : tables.execute(kRemove, regular);
    if (!removed) return removed.error();
    changed = *rolled + *removed;
    return {};
  });
  const auto dropped = tables.prepare_temporary(kDrop);
  if (!done) return done.error();
  if (!dropped) return dropped.error();
  return changed;
}

}  // namespace tickbard
