INSERT INTO job_runs
  (id, job, params, status, counters, error, started_at, finished_at, created_at, owner)
SELECT $1::uuid, $2::text, $3::jsonb, 'running', $4::jsonb, NULL,
       'epoch'::timestamptz + $5::bigint * interval '1 microsecond', NULL,
       'epoch'::timestamptz + $6::bigint * interval '1 microsecond', $8::text
WHERE NOT EXISTS (SELECT 1 FROM job_runs
                  WHERE job = $2::text AND status = 'running'
                    AND coalesce(started_at, created_at) > 'epoch'::timestamptz + $7::bigint * interval '1 microsecond')
