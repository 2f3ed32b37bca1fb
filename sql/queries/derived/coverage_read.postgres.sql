SELECT (extract(epoch FROM taken_at) * 1000000)::bigint, status, payload
FROM coverage_snapshots
WHERE taken_at >= 'epoch'::timestamptz + $1::bigint * interval '1 microsecond'
  AND taken_at < 'epoch'::timestamptz + $2::bigint * interval '1 microsecond'
ORDER BY taken_at DESC
LIMIT $3::bigint
