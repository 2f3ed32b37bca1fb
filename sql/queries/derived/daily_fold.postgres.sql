-- The regular day, and the volumes around it, of every symbol of calendar $1 (that of symbols without a row in instruments
-- is $2) that has a regular minute: pre-market opens at $3, then $4 <= regular < $5 and post-market until $6, unix seconds.
-- CREATE TABLE, for it may use the machine's other cores, where an INSERT may not. Symbols alone say which calendar they
-- are of: with a join the planner misjudges the number of rows and sorts them instead of hashing.
-- Times of the first and last regular minute are folded and their bars then looked up by key, two look-ups a symbol (LIMIT,
-- or the planner joins and reads the day twice more): that hashes, where ordered aggregates would sort each symbol's day.
CREATE TEMPORARY TABLE day_fold AS
SELECT f.*, o.open, c.close
FROM (
  SELECT b.symbol,
         min(b."timestamp") FILTER (WHERE regular) AS first_rth, max(b."timestamp") FILTER (WHERE regular) AS last_rth,
         max(b.high) FILTER (WHERE regular) AS high, min(b.low) FILTER (WHERE regular) AS low,
         sum(b.volume) FILTER (WHERE regular) AS volume_rth,
         coalesce(sum(b.volume) FILTER (WHERE b."timestamp" < to_timestamp($4::bigint)), 0) AS volume_pre,
         coalesce(sum(b.volume) FILTER (WHERE b."timestamp" >= to_timestamp($5::bigint)), 0) AS volume_post,
         sum(b.trade_count) AS trade_count,
         sum(b.vwap * b.volume) FILTER (WHERE regular) AS turnover,
         -- that of minutes with a vwap; those without are few
         nullif(sum(b.volume) FILTER (WHERE regular)
                - coalesce(sum(b.volume) FILTER (WHERE regular AND b.vwap IS NULL), 0), 0) AS weight,
         count(*) FILTER (WHERE regular) AS bars_rth, min(b."timestamp") AS first_bar, max(b."timestamp") AS last_bar
  FROM price_bars b
  CROSS JOIN LATERAL (SELECT b."timestamp" >= to_timestamp($4::bigint)
                             AND b."timestamp" < to_timestamp($5::bigint)) AS r (regular)
  WHERE b."timestamp" >= to_timestamp($3::bigint) AND b."timestamp" < to_timestamp($6::bigint)
    -- a row in instruments turns the default's answer round, or there is none that does
    AND (b.symbol = ANY (SELECT i.symbol FROM instruments i
                         WHERE (coalesce(nullif(i.calendar, ''), $2::text) = $1::text) <> ($1::text = $2::text)))
        <> ($1::text = $2::text)
    AND (b.volume > 0 OR b.quality & 4 = 0)  -- Bar::has_price
  GROUP BY b.symbol
  HAVING count(*) FILTER (WHERE regular) > 0
) AS f
CROSS JOIN LATERAL (
  SELECT b.open FROM price_bars b
  WHERE b.symbol = f.symbol AND b."timestamp" = f.first_rth
    AND b."timestamp" >= to_timestamp($4::bigint) AND b."timestamp" < to_timestamp($5::bigint) LIMIT 1) AS o
CROSS JOIN LATERAL (
  SELECT b.close FROM price_bars b
  WHERE b.symbol = f.symbol AND b."timestamp" = f.last_rth
    AND b."timestamp" >= to_timestamp($4::bigint) AND b."timestamp" < to_timestamp($5::bigint) LIMIT 1) AS c
