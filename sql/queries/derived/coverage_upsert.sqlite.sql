INSERT INTO coverage_snapshots AS kept
  (taken_at, status, payload)
VALUES (?1, ?2, ?3)
ON CONFLICT (taken_at) DO UPDATE SET
  status = excluded.status, payload = excluded.payload
WHERE (excluded.status, excluded.payload) IS DISTINCT FROM (kept.status, kept.payload)
