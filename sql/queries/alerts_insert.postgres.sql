INSERT INTO screener_alerts (id, symbol, alert_type, trigger_price, trigger_time, conditions, metadata, created_at)
SELECT id, symbol, alert_type, trigger_price, trigger_time, conditions, metadata, $8::timestamptz
FROM unnest($1::uuid[], $2::text[], $3::text[], $4::numeric[], $5::timestamptz[], $6::jsonb[], $7::jsonb[])
  AS batch (id, symbol, alert_type, trigger_price, trigger_time, conditions, metadata)
ON CONFLICT (symbol, trigger_time, alert_type) DO NOTHING
