-- Of $3 itself, of a build that named no owner, and those begun before $4, when whoever ran them has long been gone.
UPDATE job_runs SET status = 'error', error = $1,
  finished_at = 'epoch'::timestamptz + $2::bigint * interval '1 microsecond'
WHERE status = 'running'
  AND (owner IN ($3::text, '')
       OR coalesce(started_at, created_at) <= 'epoch'::timestamptz + $4::bigint * interval '1 microsecond')
