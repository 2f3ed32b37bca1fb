-- Every symbol with a daily bar, one look-up of the key each.
WITH RECURSIVE every (symbol) AS (
  SELECT min(symbol) FROM daily_bars
  UNION ALL
  SELECT (SELECT min(symbol) FROM daily_bars WHERE symbol > every.symbol) FROM every WHERE every.symbol IS NOT NULL
)
SELECT symbol FROM every WHERE symbol IS NOT NULL
