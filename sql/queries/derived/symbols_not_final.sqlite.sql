SELECT DISTINCT b.symbol
FROM {table} b
  LEFT JOIN instruments i ON i.symbol = b.symbol
  LEFT JOIN daily_bars d ON d.symbol = b.symbol AND d.session_date = ?1
WHERE b.timestamp >= ?2 AND b.timestamp < ?3
  AND coalesce(nullif(i.calendar, ''), ?5) = ?4 AND NOT coalesce(d.is_final, 0)
  AND (b.volume > 0 OR b.quality & 4 = 0)  -- Bar::has_price: without a price there is no day to wait for
ORDER BY b.symbol
LIMIT ?6
