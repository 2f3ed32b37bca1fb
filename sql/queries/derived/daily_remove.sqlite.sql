-- Days of session ?3 whose every regular minute in [?4, ?5), unix seconds, has lost its price (Bar::has_price), of symbols
-- of calendar ?1 (that of symbols without a row in instruments is ?2): no regular price, no row. Those in day_fold have one.
WITH RECURSIVE hour (number) AS (
  SELECT ?4 / 3600 UNION ALL SELECT number + 1 FROM hour WHERE number < (?5 - 1) / 3600
)
DELETE FROM daily_bars
WHERE session_date = ?3 AND origin = 'minutes'
  AND daily_bars.symbol NOT IN (SELECT f.symbol FROM day_fold f)
  AND coalesce(nullif((SELECT i.calendar FROM instruments i WHERE i.symbol = daily_bars.symbol), ''), ?2) = ?1
  AND NOT EXISTS (SELECT 1 FROM hour CROSS JOIN price_bars b
                  WHERE b.timestamp / 3600 = hour.number AND b.symbol = daily_bars.symbol AND b.timestamp >= ?4
                    AND b.timestamp < ?5 AND (b.volume > 0 OR b.quality & 4 = 0))
  -- a day whose minutes are not here any more stays
  AND EXISTS (SELECT 1 FROM hour CROSS JOIN price_bars b
              WHERE b.timestamp / 3600 = hour.number AND b.symbol = daily_bars.symbol AND b.timestamp >= ?4
                AND b.timestamp < ?5)
