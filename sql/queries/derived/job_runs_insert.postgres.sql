INSERT INTO job_runs
  (id, job, params, status, counters, error, started_at, finished_at, created_at)
SELECT id, job, params, status, counters, error, 'epoch'::timestamptz + started_at * interval '1 microsecond',
       'epoch'::timestamptz + finished_at * interval '1 microsecond',
       'epoch'::timestamptz + created_at * interval '1 microsecond'
FROM unnest($1::uuid[], $2::text[], $3::jsonb[], $4::text[], $5::jsonb[], $6::text[], $7::bigint[],
            $8::bigint[], $9::bigint[])
  AS batch (id, job, params, status, counters, error, started_at, finished_at, created_at)
ON CONFLICT (id) DO NOTHING
