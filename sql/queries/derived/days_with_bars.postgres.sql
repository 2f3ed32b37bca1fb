-- The partitions that hold anything: one look into each.
WITH partition (day) AS (
  SELECT to_date(right(c.relname, 8), 'YYYYMMDD')
  FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
  WHERE i.inhparent = to_regclass('{table}')
)
SELECT day FROM partition
WHERE day < $1::date
  AND (SELECT 1 FROM {table} b
       WHERE b."timestamp" >= day::timestamp AT TIME ZONE 'UTC'
         AND b."timestamp" < (day + 1)::timestamp AT TIME ZONE 'UTC' LIMIT 1) IS NOT NULL
ORDER BY day
