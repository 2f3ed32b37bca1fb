SELECT set_hash, tickers_json, ticker_count, created_at FROM security_sets
WHERE set_hash = ?1
