#include "sinks/derived/daily_rollup.hpp"

#include "aggregator/calendar/calendar.hpp"
#include "sinks/derived/row_reader.hpp"
#include "sql_derived_files.hpp"

namespace tickbard {

StoreResult<std::size_t> rollup_day(Tables& tables, const DayRollup& rollup, UnixNanos now) {
  const Session& session = rollup.session;
  const auto expected = std::chrono::floor<std::chrono::minutes>(session.close - session.open).count();
  const std::array<SqlValue, 11> parameters{sql(rollup.calendar),
                                            sql(rollup.default_calendar),
                                            sql(session.date),
                                            sql_seconds(minute_of(session.pre_open)),
                                            sql_seconds(minute_of(session.open)),
                                            sql_seconds(minute_of(session.close)),
                                            sql_seconds(minute_of(session.post_close)),
                                            sql(std::int64_t{expected}),
                                            sql(std::int64_t{rollup.is_final ? 1 : 0}),
                                            sql_micros(now),
                                            sql(std::int64_t{rollup.archived ? 1 : 0})};
  const auto rolled =
      tables.execute({sql_derived::daily_rollup_sqlite_sql, sql_derived::daily_rollup_postgres_sql}, parameters);
  if (!rolled || rollup.archived) return rolled;
  const std::array<SqlValue, 5> regular{sql(rollup.calendar), sql(rollup.default_calendar), sql(session.date),
                                        sql_seconds(minute_of(session.open)),
                                        sql_seconds(minute_of(session.close))};
  const auto removed =
      tables.execute({sql_derived::daily_remove_sqlite_sql, sql_derived::daily_remove_postgres_sql}, regular);
  if (!removed) return removed;
  return *rolled + *removed;
}

}  // namespace tickbard
