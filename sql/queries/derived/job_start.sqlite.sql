INSERT INTO job_runs
  (id, job, params, status, counters, error, started_at, finished_at, created_at, owner)
SELECT ?1, ?2, ?3, 'running', ?4, NULL, ?5, NULL, ?6, ?8
WHERE NOT EXISTS (SELECT 1 FROM job_runs
                  WHERE job = ?2 AND status = 'running' AND coalesce(started_at, created_at) > ?7)
