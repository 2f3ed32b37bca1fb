-- Symbols of calendar ?3 (that of symbols without a row in instruments is ?4) with 5-minute bars but no minute in
-- [?1, ?2), unix seconds.
SELECT five.symbol
FROM (SELECT DISTINCT symbol FROM bars_5m WHERE timestamp >= ?1 AND timestamp < ?2) five
LEFT JOIN instruments i ON i.symbol = five.symbol
WHERE coalesce(nullif(i.calendar, ''), ?4) = ?3
  AND NOT EXISTS (SELECT 1 FROM price_bars m WHERE m.symbol = five.symbol AND m.timestamp >= ?1 AND m.timestamp < ?2)
ORDER BY five.symbol
