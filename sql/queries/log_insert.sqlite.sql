INSERT INTO event_log (id, at, feed, kind, symbol, detail, created_at)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
ON CONFLICT (id) DO NOTHING
