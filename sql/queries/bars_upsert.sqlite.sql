INSERT INTO price_bars (timestamp, symbol, open, high, low, close, volume, vwap, trade_count, revision, quality, created_at)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
ON CONFLICT (symbol, timestamp) DO UPDATE SET
  open = excluded.open, high = excluded.high, low = excluded.low, close = excluded.close, volume = excluded.volume,
  vwap = excluded.vwap, trade_count = excluded.trade_count, revision = excluded.revision, quality = excluded.quality,
  created_at = excluded.created_at
WHERE (excluded.revision, excluded.trade_count) > (price_bars.revision, price_bars.trade_count)
