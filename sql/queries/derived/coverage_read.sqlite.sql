SELECT taken_at, status, payload
FROM coverage_snapshots
WHERE taken_at >= ?1 AND taken_at < ?2
ORDER BY taken_at DESC
LIMIT ?3
