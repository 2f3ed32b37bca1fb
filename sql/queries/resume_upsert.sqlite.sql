INSERT INTO ingest_state (feed, symbol, event_time, trade_id, updated_at)
VALUES (?1, ?2, ?3, ?4, ?5)
ON CONFLICT (feed, symbol) DO UPDATE SET
  event_time = excluded.event_time, trade_id = excluded.trade_id, updated_at = excluded.updated_at
WHERE excluded.event_time > ingest_state.event_time
   OR (excluded.event_time = ingest_state.event_time AND excluded.trade_id <> ingest_state.trade_id)
