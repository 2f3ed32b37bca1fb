SELECT table_name, day, file, rows, sha256, bytes, (extract(epoch FROM created_at) * 1000000)::bigint
FROM archives
WHERE $1::text = '' OR table_name = $1::text
ORDER BY table_name, day
