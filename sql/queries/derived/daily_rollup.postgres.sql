-- One session of every symbol of calendar $1 (that of symbols without a row in instruments is $2) from its minutes:
-- session_date $3, its bounds $4 <= $5 < $6 <= $7 in unix seconds, regular minutes $8, final $9, now $10.
-- $11: its minutes have gone to an archive, and what is here may be a part of them: no day gets poorer.
-- Times of the first and last regular minute are folded and their bars then looked up by key, two look-ups a symbol (LIMIT,
-- or the planner joins and reads the day twice more): that hashes, where ordered aggregates would sort each symbol's day.
WITH folded AS MATERIALIZED (
  SELECT b.symbol,
         min(b."timestamp") FILTER (WHERE regular) AS first_rth, max(b."timestamp") FILTER (WHERE regular) AS last_rth,
         max(b.high) FILTER (WHERE regular) AS high, min(b.low) FILTER (WHERE regular) AS low,
         sum(b.volume) FILTER (WHERE regular) AS volume_rth,
         coalesce(sum(b.volume) FILTER (WHERE b."timestamp" < to_timestamp($5::bigint)), 0) AS volume_pre,
         coalesce(sum(b.volume) FILTER (WHERE b."timestamp" >= to_timestamp($6::bigint)), 0) AS volume_post,
         sum(b.trade_count) AS trade_count,
         sum(b.vwap * b.volume) FILTER (WHERE regular) AS turnover,
         -- that of minutes with a vwap; those without are few
         nullif(sum(b.volume) FILTER (WHERE regular)
                - coalesce(sum(b.volume) FILTER (WHERE regular AND b.vwap IS NULL), 0), 0) AS weight,
         count(*) FILTER (WHERE regular) AS bars_rth, min(b."timestamp") AS first_bar, max(b."timestamp") AS last_bar
  FROM price_bars b LEFT JOIN instruments i ON i.symbol = b.symbol
  CROSS JOIN LATERAL (SELECT b."timestamp" >= to_timestamp($5::bigint)
                             AND b."timestamp" < to_timestamp($6::bigint)) AS r (regular)
  WHERE b."timestamp" >= to_timestamp($4::bigint) AND b."timestamp" < to_timestamp($7::bigint)
    AND coalesce(nullif(i.calendar, ''), $2::text) = $1::text
    AND (b.volume > 0 OR b.quality & 4 = 0)  -- Bar::has_price
  GROUP BY b.symbol
  HAVING count(*) FILTER (WHERE regular) > 0
), ranked AS (
  SELECT p.symbol, p.role, p.price, p.size,
         row_number() OVER (PARTITION BY p.symbol, p.role ORDER BY p.event_time DESC, p.exchange DESC, p.size DESC, p.price DESC) AS latest,
         row_number() OVER (PARTITION BY p.symbol, p.role
                            ORDER BY p.size DESC, p.event_time DESC, p.exchange DESC, p.price DESC) AS largest
  FROM session_prints p
  WHERE p.session_date = $3::date
    -- an auction prints within ten minutes of the open, or the close; what is later is another market's or follows a halt
    AND (p.role IN ('official_close', 'corrected_close')
         OR (p.event_time >= CASE WHEN p.role = 'closing_print' THEN to_timestamp($6::bigint) ELSE to_timestamp($5::bigint) END
             AND p.event_time < CASE WHEN p.role = 'closing_print' THEN to_timestamp($6::bigint) ELSE to_timestamp($5::bigint) END
                                + interval '10 minutes'))
), printed AS (
  SELECT symbol,
         coalesce(max(price) FILTER (WHERE role = 'corrected_close' AND latest = 1),
                  max(price) FILTER (WHERE role = 'official_close' AND latest = 1)) AS official_close,
         max(price) FILTER (WHERE role = 'official_open' AND latest = 1) AS official_open,
         max(price) FILTER (WHERE role = 'closing_print' AND largest = 1) AS auction_close,
         max(price) FILTER (WHERE role = 'opening_print' AND largest = 1) AS auction_open,
         max(price) FILTER (WHERE role = 'closing_print') AS auction_high,
         min(price) FILTER (WHERE role = 'closing_print') AS auction_low,
         coalesce(sum(size) FILTER (WHERE role = 'closing_print'), 0) AS auction_volume
  FROM ranked
  GROUP BY symbol
)
INSERT INTO daily_bars AS kept
  (symbol, session_date, open, high, low, close, volume_rth, volume_pre, volume_post, volume_total, trade_count, vwap_rth,
   open_source, close_source, bars_rth, expected_bars, first_bar_ts, last_bar_ts, is_final, origin, adj_factor, revision,
   computed_at)
SELECT f.symbol, $3::date,
       coalesce(p.official_open, p.auction_open, o.open),
       greatest(f.high, p.auction_high, coalesce(p.official_open, p.auction_open), p.official_close),
       least(f.low, p.auction_low, coalesce(p.official_open, p.auction_open), p.official_close),
       coalesce(p.official_close, p.auction_close, c.close),
       f.volume_rth + least(coalesce(p.auction_volume, 0), f.volume_post), f.volume_pre,
       f.volume_post - least(coalesce(p.auction_volume, 0), f.volume_post), f.volume_rth + f.volume_pre + f.volume_post,
       f.trade_count,
       trim_scale(div(2000000000 * f.turnover + f.weight, 2 * f.weight) * 0.000000001),  -- half up to 1e-9, exactly
       CASE WHEN p.official_open IS NOT NULL THEN 'official' WHEN p.auction_open IS NOT NULL THEN 'auction'
            ELSE 'first_rth_bar' END,
       CASE WHEN p.official_close IS NOT NULL THEN 'official' WHEN p.auction_close IS NOT NULL THEN 'auction'
            ELSE 'last_rth_bar' END,
       f.bars_rth, $8::integer, f.first_bar, f.last_bar, $9::integer::boolean, 'minutes', 1, 1,
       'epoch'::timestamptz + $10::bigint * interval '1 microsecond'
FROM folded f
CROSS JOIN LATERAL (
  SELECT b.open FROM price_bars b
  WHERE b.symbol = f.symbol AND b."timestamp" = f.first_rth
    AND b."timestamp" >= to_timestamp($5::bigint) AND b."timestamp" < to_timestamp($6::bigint) LIMIT 1) AS o
CROSS JOIN LATERAL (
  SELECT b.close FROM price_bars b
  WHERE b.symbol = f.symbol AND b."timestamp" = f.last_rth
    AND b."timestamp" >= to_timestamp($5::bigint) AND b."timestamp" < to_timestamp($6::bigint) LIMIT 1) AS c
LEFT JOIN printed p ON p.symbol = f.symbol
ON CONFLICT (symbol, session_date) DO UPDATE SET
  open = excluded.open, high = excluded.high, low = excluded.low, close = excluded.close, volume_rth =
  excluded.volume_rth, volume_pre = excluded.volume_pre, volume_post = excluded.volume_post, volume_total =
  excluded.volume_total, trade_count = excluded.trade_count, vwap_rth = excluded.vwap_rth, open_source =
  excluded.open_source, close_source = excluded.close_source, bars_rth = excluded.bars_rth, expected_bars =
  excluded.expected_bars, first_bar_ts = excluded.first_bar_ts, last_bar_ts = excluded.last_bar_ts, is_final =
  excluded.is_final, origin = excluded.origin,
  revision = kept.revision + 1, computed_at = excluded.computed_at
WHERE NOT (kept.origin = 'import' AND excluded.origin = 'minutes')
  AND ($11::bigint = 0 OR (excluded.bars_rth >= kept.bars_rth AND excluded.trade_count >= kept.trade_count
                    AND excluded.first_bar_ts <= kept.first_bar_ts AND excluded.last_bar_ts >= kept.last_bar_ts))
  AND (excluded.open, excluded.high, excluded.low, excluded.close, excluded.volume_rth,
       excluded.volume_pre, excluded.volume_post, excluded.volume_total, excluded.trade_count,
       excluded.vwap_rth, excluded.open_source, excluded.close_source, excluded.bars_rth,
       excluded.expected_bars, excluded.first_bar_ts, excluded.last_bar_ts, excluded.is_final,
       excluded.origin)
      IS DISTINCT FROM
      (kept.open, kept.high, kept.low, kept.close, kept.volume_rth, kept.volume_pre, kept.volume_post,
       kept.volume_total, kept.trade_count, kept.vwap_rth, kept.open_source, kept.close_source,
       kept.bars_rth, kept.expected_bars, kept.first_bar_ts, kept.last_bar_ts, kept.is_final, kept.origin)
