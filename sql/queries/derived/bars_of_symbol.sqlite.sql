-- Hour by hour, as the index is, but only the hours that the table reaches.
WITH RECURSIVE bound (first, last) AS MATERIALIZED (
  SELECT max(?2, (SELECT min(timestamp) FROM {table})) / 3600, min(?3 - 1, (SELECT max(timestamp) FROM {table})) / 3600
), hour (number) AS (
  SELECT first FROM bound WHERE first <= last
  UNION ALL
  SELECT number + 1 FROM hour WHERE number < (SELECT last FROM bound)
)
SELECT b.timestamp, b.symbol, b.open, b.high, b.low, b.close, b.volume, b.vwap, b.trade_count, b.revision, b.quality, b.created_at
FROM hour CROSS JOIN {table} b
WHERE b.timestamp / 3600 = hour.number AND b.symbol = ?1 AND b.timestamp >= ?2 AND b.timestamp < ?3
ORDER BY b.timestamp {order}
LIMIT ?4
