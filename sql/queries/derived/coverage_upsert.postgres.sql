INSERT INTO coverage_snapshots AS kept
  (taken_at, status, payload)
SELECT 'epoch'::timestamptz + taken_at * interval '1 microsecond', status, payload
FROM unnest($1::bigint[], $2::text[], $3::jsonb[])
  AS batch (taken_at, status, payload)
ON CONFLICT (taken_at) DO UPDATE SET
  status = excluded.status, payload = excluded.payload
WHERE (excluded.status, excluded.payload) IS DISTINCT FROM (kept.status, kept.payload)
