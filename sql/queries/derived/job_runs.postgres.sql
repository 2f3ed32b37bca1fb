SELECT id, job, params, status, counters, error, (extract(epoch FROM started_at) * 1000000)::bigint,
       (extract(epoch FROM finished_at) * 1000000)::bigint, (extract(epoch FROM created_at) * 1000000)::bigint
FROM job_runs
WHERE $1::text = '' OR job = $1::text
ORDER BY created_at DESC, id
LIMIT $2::bigint
