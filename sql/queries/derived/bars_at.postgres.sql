-- The bars of {table} that $1 names: a JSON list of [start in unix seconds, symbol].
SELECT extract(epoch FROM b."timestamp")::bigint, b.symbol, b.open, b.high, b.low, b.close, b.volume, b.vwap, b.trade_count,
       b.revision, b.quality, (extract(epoch FROM b.created_at) * 1000000)::bigint
FROM jsonb_array_elements($1::jsonb) named
JOIN {table} b ON b."timestamp" = to_timestamp((named ->> 0)::bigint) AND b.symbol = named ->> 1
ORDER BY b."timestamp", b.symbol
