UPDATE job_runs SET status = 'error', error = ?1, finished_at = ?2
WHERE status = 'running'
