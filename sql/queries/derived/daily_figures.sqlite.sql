-- What breadth and indicators read of every day: sessions ?1 to ?2 of all symbols, in the order of daily_of_all.sqlite.sql
-- and by its way.
WITH RECURSIVE every (symbol) AS (
  SELECT min(symbol) FROM daily_bars
  UNION ALL
  SELECT (SELECT min(symbol) FROM daily_bars WHERE symbol > every.symbol) FROM every WHERE every.symbol IS NOT NULL
)
SELECT d.symbol, d.session_date, d.open, d.high, d.low, d.close, d.volume_rth, d.is_final, d.revision
FROM every CROSS JOIN daily_bars d
WHERE d.symbol = every.symbol AND d.session_date >= ?1 AND d.session_date <= ?2
