SELECT symbol, event_time, trade_id FROM ingest_state WHERE feed = ?1 ORDER BY symbol
