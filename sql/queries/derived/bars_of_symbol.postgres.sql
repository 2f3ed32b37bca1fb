SELECT extract(epoch FROM b."timestamp")::bigint, b.symbol, b.open, b.high, b.low, b.close, b.volume, b.vwap, b.trade_count,
       b.revision, b.quality, (extract(epoch FROM b.created_at) * 1000000)::bigint
FROM {table} b
WHERE b.symbol = $1 AND b."timestamp" >= to_timestamp($2::bigint) AND b."timestamp" < to_timestamp($3::bigint)
ORDER BY b."timestamp" {order}
LIMIT $4::bigint
