SELECT r.id, r.job, r.params, r.status, r.counters, r.error,
       (extract(epoch FROM r.started_at) * 1000000)::bigint,
       (extract(epoch FROM r.finished_at) * 1000000)::bigint,
       (extract(epoch FROM r.created_at) * 1000000)::bigint
FROM job_runs r
WHERE r.id = (SELECT id FROM job_runs WHERE job = r.job ORDER BY created_at DESC, id LIMIT 1)
ORDER BY r.job
