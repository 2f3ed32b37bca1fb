SELECT b.timestamp, b.symbol, b.open, b.high, b.low, b.close, b.volume, b.vwap, b.trade_count, b.revision, b.quality, b.created_at
FROM price_bars b
WHERE b.timestamp >= ?2 AND b.created_at >= ?1
ORDER BY b.timestamp, b.symbol
