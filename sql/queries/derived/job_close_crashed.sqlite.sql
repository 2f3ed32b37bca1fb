-- Of ?3 itself, of a build that named no owner, and those begun before ?4, when whoever ran them has long been gone.
UPDATE job_runs SET status = 'error', error = ?1, finished_at = ?2
WHERE status = 'running' AND (owner IN (?3, '') OR coalesce(started_at, created_at) <= ?4)
