SELECT r.id, r.job, r.params, r.status, r.counters, r.error, r.started_at, r.finished_at, r.created_at
FROM job_runs r
WHERE r.id = (SELECT id FROM job_runs WHERE job = r.job ORDER BY created_at DESC, id LIMIT 1)
ORDER BY r.job
