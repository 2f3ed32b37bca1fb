SELECT timestamp, symbol, open, high, low, close, volume, vwap, trade_count, revision, quality, created_at
FROM price_bars
WHERE timestamp / 3600 = ?1 AND symbol = ?2 AND timestamp >= ?3 AND timestamp < ?4
ORDER BY timestamp
