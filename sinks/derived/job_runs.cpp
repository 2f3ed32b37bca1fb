#include "sinks/derived/job_runs.hpp"

#include "sinks/derived/cell_helpers.hpp"
#include "sql_records_files.hpp"

namespace tickbard {

namespace {

JobRun job_run(RowReader& row) {
  JobRun out;
  out.id = row.text(0);
  out.job = row.text(1);
  out.params = canonical_json(row.text(2));
  out.status = row.one_of<JobStatus>(3, kJobStatusNames);
  out.counters = canonical_json(row.text(4));
  out.error = row.maybe(5, &RowReader::text);
  out.started_at = row.maybe(6, &RowReader::instant);
  out.finished_at = row.maybe(7, &RowReader::instant);
  out.created_at = row.instant(8);
  return out;
}

}  // namespace

StoreResult<bool> start_job(Tables& tables, const JobRun& run, std::chrono::seconds lease) {
  bool started = false;
  const UnixNanos start = run.started_at.value_or(run.created_at);
  const auto done = tables.together([&]() -> StoreResult<void> {
    const std::array<SqlValue, 1> job{sql(run.job)};
    const auto locked =
        tables.execute({sql_records::job_lock_sqlite_sql, sql_records::job_lock_postgres_sql}, job);
    if (!locked) return locked.error();
    const std::array<SqlValue, 8> parameters{sql(run.id),
                                             sql(run.job),
                                             sql(run.params),
                                             sql(run.counters),
                                             sql_micros(start),
                                             sql_micros(run.created_at),
                                             sql_micros(start - lease),
                                             sql(run.owner)};
    const auto inserted =
        tables.execute({sql_records::job_start_sqlite_sql, sql_records::job_start_postgres_sql}, parameters);
    if (!inserted) return inserted.error();
    started = *inserted == 1;
    return {};
  });
  if (!done) return done.error();
  return started;
}

StoreResult<bool> finish_job(Tables& tables, std::string_view id, JobStatus status, std::string_view counters,
                             const std::optional<std::string>& error, UnixNanos now) {
  const std::array<SqlValue, 5> parameters{sql(id), sql(name_of(status)), sql(counters),
                                           error ? SqlValue{*error} : SqlValue{}, sql_micros(now)};
  const auto changed =
      tables.execute({sql_records::job_finish_sqlite_sql, sql_records::job_finish_postgres_sql}, parameters);
  if (!changed) return changed.error();
  return *changed == 1;
}

StoreResult<std::size_t> record_job(Tables& tables, const JobRun& run) {
  RowBatch rows(9);
  rows.text(run.id).text(run.job).text(run.params).text(name_of(run.status)).text(run.counters);
  add(rows, run.error);
  add(rows, run.started_at);
  add(rows, run.finished_at);
  rows.integer(to_unix_micros(run.created_at));
  return tables.write({sql_records::job_runs_insert_sqlite_sql, sql_records::job_runs_insert_postgres_sql}, rows);
}

StoreResult<std::size_t> close_crashed_jobs(Tables& tables, std::string_view owner, std::string_view sentence,
                                            std::chrono::seconds lease, UnixNanos now) {
  const std::array<SqlValue, 4> parameters{sql(sentence), sql_micros(now), sql(owner), sql_micros(now - lease)};
  return tables.execute({sql_records::job_close_crashed_sqlite_sql, sql_records::job_close_crashed_postgres_sql},
                        parameters);
}

StoreResult<std::vector<JobRun>> read_job_runs(Tables& tables, std::string_view job, std::size_t limit) {
  const std::array<SqlValue, 2> parameters{sql(job), sql_limit(limit)};
  return read_rows<JobRun>(tables, {sql_records::job_runs_sqlite_sql, sql_records::job_runs_postgres_sql},
                           "job_runs", parameters, job_run);
}

StoreResult<std::vector<JobRun>> newest_job_runs(Tables& tables) {
  return read_rows<JobRun>(tables,
                           {sql_records::job_runs_newest_sqlite_sql, sql_records::job_runs_newest_postgres_sql},
                           "job_runs", {}, job_run);
}

}  // namespace tickbard
