SELECT id, symbol, alert_type, trigger_price, (extract(epoch FROM trigger_time) * 1000000)::bigint, conditions, metadata,
       (extract(epoch FROM created_at) * 1000000)::bigint
FROM screener_alerts
WHERE trigger_time >= $1::timestamptz AND trigger_time < $2::timestamptz
ORDER BY trigger_time DESC, symbol, alert_type
LIMIT $3::bigint
