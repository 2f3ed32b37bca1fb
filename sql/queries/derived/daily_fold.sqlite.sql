-- The regular day, and the volumes around it, of every symbol of calendar ?1 (that of symbols without a row in instruments
-- is ?2) that has a regular minute: pre-market opens at ?3, then ?4 <= regular < ?5 and post-market until ?6, unix seconds.
CREATE TEMPORARY TABLE day_fold AS
SELECT b.symbol,
       first_by(b.open, b.timestamp) FILTER (WHERE b.timestamp >= ?4 AND b.timestamp < ?5) AS open,
       last_by(b.close, b.timestamp) FILTER (WHERE b.timestamp >= ?4 AND b.timestamp < ?5) AS close,
       max(b.high) FILTER (WHERE b.timestamp >= ?4 AND b.timestamp < ?5) AS high,
       min(b.low) FILTER (WHERE b.timestamp >= ?4 AND b.timestamp < ?5) AS low,
       exact_sum(b.volume) FILTER (WHERE b.timestamp >= ?4 AND b.timestamp < ?5) AS volume_rth,
       coalesce(exact_sum(b.volume) FILTER (WHERE b.timestamp < ?4), 0) AS volume_pre,
       coalesce(exact_sum(b.volume) FILTER (WHERE b.timestamp >= ?5), 0) AS volume_post,
       exact_sum(b.volume) AS volume_total, sum(b.trade_count) AS trade_count,
       weighted_mean(b.vwap, b.volume) FILTER (WHERE b.timestamp >= ?4 AND b.timestamp < ?5) AS vwap,
       count(*) FILTER (WHERE b.timestamp >= ?4 AND b.timestamp < ?5) AS bars_rth,
       min(b.timestamp) AS first_bar, max(b.timestamp) AS last_bar
FROM price_bars b LEFT JOIN instruments i ON i.symbol = b.symbol
WHERE b.timestamp >= ?3 AND b.timestamp < ?6 AND coalesce(nullif(i.calendar, ''), ?2) = ?1
  AND (b.volume > 0 OR b.quality & 4 = 0)  -- Bar::has_price
GROUP BY b.symbol
HAVING count(*) FILTER (WHERE b.timestamp >= ?4 AND b.timestamp < ?5) > 0
