-- {table}: each symbol is counted once and its bars with it.
SELECT count(*), coalesce(sum(bars), 0) FROM (
  SELECT symbol, count(*) AS bars FROM {table}
  WHERE timestamp >= ?1 AND timestamp < ?2 AND (?3 IS NULL OR symbol IN (SELECT value FROM json_each(?3)))
  GROUP BY symbol
)
