INSERT INTO security_sets
  (set_hash, tickers_json, ticker_count, created_at)
SELECT set_hash, tickers_json, ticker_count, 'epoch'::timestamptz + $4::bigint * interval '1 microsecond'
FROM unnest($1::text[], $2::jsonb[], $3::integer[])
  AS batch (set_hash, tickers_json, ticker_count)
ON CONFLICT (set_hash) DO NOTHING
