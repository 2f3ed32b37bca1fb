UPDATE job_runs SET status = ?2, counters = ?3, error = ?4, finished_at = ?5
WHERE id = ?1 AND status = 'running'
