-- The bars of {table} that ?1 names: a JSON list of [start in unix seconds, symbol].
SELECT b.timestamp, b.symbol, b.open, b.high, b.low, b.close, b.volume, b.vwap, b.trade_count, b.revision, b.quality, b.created_at
FROM json_each(?1) named CROSS JOIN {table} b
WHERE b.timestamp = json_extract(named.value, '$[0]') AND b.symbol = json_extract(named.value, '$[1]')
ORDER BY b.timestamp, b.symbol
