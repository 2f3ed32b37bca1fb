SELECT symbol, (extract(epoch FROM event_time) * 1000000)::bigint, trade_id
FROM ingest_state WHERE feed = $1 ORDER BY symbol
