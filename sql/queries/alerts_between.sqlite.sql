SELECT id, symbol, alert_type, trigger_price, trigger_time, conditions, metadata, created_at
FROM screener_alerts
WHERE trigger_time >= ?1 AND trigger_time < ?2
ORDER BY trigger_time DESC, symbol, alert_type
LIMIT ?3
