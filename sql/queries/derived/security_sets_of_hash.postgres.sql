SELECT set_hash, tickers_json, ticker_count, (extract(epoch FROM created_at) * 1000000)::bigint FROM security_sets
WHERE set_hash = $1
