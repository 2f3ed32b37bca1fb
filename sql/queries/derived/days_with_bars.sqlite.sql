-- One look into the index a day.
WITH RECURSIVE day (number) AS (
  SELECT (SELECT min(timestamp) FROM {table}) / 86400
  UNION ALL
  SELECT (SELECT min(timestamp) FROM {table} WHERE timestamp >= (day.number + 1) * 86400) / 86400
  FROM day WHERE day.number IS NOT NULL
)
SELECT date(number * 86400, 'unixepoch') FROM day
WHERE number IS NOT NULL AND date(number * 86400, 'unixepoch') < ?1
ORDER BY number
