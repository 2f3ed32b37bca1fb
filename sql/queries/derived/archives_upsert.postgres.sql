INSERT INTO archives AS kept
  (table_name, day, file, rows, sha256, bytes, created_at)
SELECT table_name, day, file, rows, sha256, bytes,
       'epoch'::timestamptz + $7::bigint * interval '1 microsecond'
FROM unnest($1::text[], $2::date[], $3::text[], $4::bigint[], $5::text[], $6::bigint[])
  AS batch (table_name, day, file, rows, sha256, bytes)
ON CONFLICT (table_name, day) DO UPDATE SET
  file = excluded.file, rows = excluded.rows, sha256 = excluded.sha256, bytes = excluded.bytes,
  created_at = excluded.created_at
WHERE (excluded.file, excluded.rows, excluded.sha256, excluded.bytes)
      IS DISTINCT FROM
      (kept.file, kept.rows, kept.sha256, kept.bytes)
