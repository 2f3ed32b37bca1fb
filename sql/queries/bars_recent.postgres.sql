SELECT (extract(epoch FROM "timestamp"))::bigint, symbol, open, high, low, close, volume, vwap, trade_count, revision, quality,
       (extract(epoch FROM created_at) * 1000000)::bigint
FROM price_bars
WHERE "timestamp" >= $1::timestamptz
ORDER BY "timestamp", symbol
