INSERT INTO {table} AS kept
  (timestamp, symbol, open, high, low, close, volume, vwap, trade_count, revision, quality, created_at)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
ON CONFLICT (symbol, "timestamp") DO UPDATE SET
  open = excluded.open, high = excluded.high, low = excluded.low, close = excluded.close, volume = excluded.volume,
  vwap = excluded.vwap, trade_count = excluded.trade_count, revision = excluded.revision, quality = excluded.quality,
  created_at = excluded.created_at
WHERE (excluded.revision, excluded.trade_count) >= (kept.revision, kept.trade_count)
  AND (excluded.open, excluded.high, excluded.low, excluded.close, excluded.volume, excluded.vwap, excluded.trade_count,
       excluded.revision, excluded.quality)
      IS DISTINCT FROM
      (kept.open, kept.high, kept.low, kept.close, kept.volume, kept.vwap, kept.trade_count, kept.revision, kept.quality)
