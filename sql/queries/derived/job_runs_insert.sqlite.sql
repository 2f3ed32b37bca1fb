INSERT INTO job_runs
  (id, job, params, status, counters, error, started_at, finished_at, created_at)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
ON CONFLICT (id) DO NOTHING
