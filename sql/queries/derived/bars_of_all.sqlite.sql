SELECT b.timestamp, b.symbol, b.open, b.high, b.low, b.close, b.volume, b.vwap, b.trade_count, b.revision, b.quality, b.created_at
FROM {table} b
WHERE b.timestamp >= ?1 AND b.timestamp < ?2
ORDER BY b.timestamp, b.symbol
