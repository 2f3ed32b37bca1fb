SELECT taken_at, status, payload FROM coverage_snapshots ORDER BY taken_at DESC LIMIT 1
