SELECT id, job, params, status, counters, error, started_at, finished_at, created_at
FROM job_runs
WHERE ?1 = '' OR job = ?1
ORDER BY created_at DESC, id
LIMIT ?2
