SELECT timestamp, symbol, open, high, low, close, volume, vwap, trade_count, revision, quality, created_at
FROM price_bars
WHERE timestamp >= ?1
ORDER BY timestamp, symbol
