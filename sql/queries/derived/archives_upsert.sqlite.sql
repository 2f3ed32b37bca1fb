INSERT INTO archives AS kept
  (table_name, day, file, rows, sha256, bytes, created_at)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
ON CONFLICT (table_name, day) DO UPDATE SET
  file = excluded.file, rows = excluded.rows, sha256 = excluded.sha256, bytes = excluded.bytes,
  created_at = excluded.created_at
WHERE (excluded.file, excluded.rows, excluded.sha256, excluded.bytes)
      IS DISTINCT FROM
      (kept.file, kept.rows, kept.sha256, kept.bytes)
