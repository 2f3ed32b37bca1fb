SELECT table_name, day, file, rows, sha256, bytes, created_at
FROM archives
WHERE ?1 = '' OR table_name = ?1
ORDER BY table_name, day
