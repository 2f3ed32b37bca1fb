SELECT (extract(epoch FROM "timestamp"))::bigint, symbol, open, high, low, close, volume, vwap, trade_count, revision, quality,
       (extract(epoch FROM created_at) * 1000000)::bigint
FROM price_bars
WHERE symbol = $1 AND "timestamp" >= $2::timestamptz AND "timestamp" < $3::timestamptz
ORDER BY "timestamp" DESC
LIMIT $4::bigint
