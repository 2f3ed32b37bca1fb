UPDATE job_runs SET status = 'error', error = $1,
  finished_at = 'epoch'::timestamptz + $2::bigint * interval '1 microsecond'
WHERE status = 'running'
