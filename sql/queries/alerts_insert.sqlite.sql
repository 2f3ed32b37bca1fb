INSERT INTO screener_alerts (id, symbol, alert_type, trigger_price, trigger_time, conditions, metadata, created_at)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
ON CONFLICT (symbol, trigger_time, alert_type) DO NOTHING
