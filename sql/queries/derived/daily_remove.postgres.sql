-- Days of session $3 whose every regular minute in [$4, $5), unix seconds, has lost its price (Bar::has_price), of symbols
-- of calendar $1 (that of symbols without a row in instruments is $2): no regular price, no row. Those in day_fold have one.
-- LIMIT keeps each question one look into the key; as a join it would read the whole session.
DELETE FROM daily_bars d
WHERE d.session_date = $3::date AND d.origin = 'minutes'
  AND d.symbol NOT IN (SELECT f.symbol FROM day_fold f)
  AND coalesce(nullif((SELECT i.calendar FROM instruments i WHERE i.symbol = d.symbol), ''), $2::text) = $1::text
  AND (SELECT true FROM price_bars b
       WHERE b.symbol = d.symbol AND b."timestamp" >= to_timestamp($4::bigint) AND b."timestamp" < to_timestamp($5::bigint)
         AND (b.volume > 0 OR b.quality & 4 = 0) LIMIT 1) IS NULL
  -- a day whose minutes are not here any more stays
  AND (SELECT true FROM price_bars b
       WHERE b.symbol = d.symbol AND b."timestamp" >= to_timestamp($4::bigint) AND b."timestamp" < to_timestamp($5::bigint)
       LIMIT 1)
