INSERT INTO security_sets
  (set_hash, tickers_json, ticker_count, created_at)
VALUES (?1, ?2, ?3, ?4)
ON CONFLICT (set_hash) DO NOTHING
