UPDATE job_runs SET status = $2, counters = $3::jsonb, error = $4,
  finished_at = 'epoch'::timestamptz + $5::bigint * interval '1 microsecond'
WHERE id = $1::uuid AND status = 'running'
