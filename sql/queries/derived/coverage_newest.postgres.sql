SELECT (extract(epoch FROM taken_at) * 1000000)::bigint, status, payload
FROM coverage_snapshots ORDER BY taken_at DESC LIMIT 1
