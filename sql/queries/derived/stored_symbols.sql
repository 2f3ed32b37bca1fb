-- Walks the key of daily_bars from symbol to symbol instead of reading every day.
WITH RECURSIVE seen (symbol) AS (
  SELECT min(symbol) FROM daily_bars
  UNION ALL
  SELECT (SELECT min(d.symbol) FROM daily_bars d WHERE d.symbol > seen.symbol) FROM seen WHERE seen.symbol IS NOT NULL
)
SELECT symbol FROM seen
WHERE symbol IS NOT NULL AND NOT EXISTS (SELECT 1 FROM instruments i WHERE i.symbol = seen.symbol AND NOT i.is_active)
UNION
SELECT symbol FROM instruments WHERE is_active
ORDER BY symbol
