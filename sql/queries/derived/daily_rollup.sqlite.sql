-- Session ?1 of the symbols in day_fold: regular from ?2 to ?3, unix seconds, regular minutes ?4, final ?5, now ?6.
-- ?7: its minutes have gone to an archive, and what is here may be a part of them: no day gets poorer.
WITH ranked AS (
  SELECT p.symbol, p.role, p.price, p.size,
         row_number() OVER (PARTITION BY p.symbol, p.role ORDER BY p.event_time DESC, p.exchange DESC, p.size DESC, p.price DESC) AS latest,
         row_number() OVER (PARTITION BY p.symbol, p.role
                            ORDER BY p.size DESC, p.event_time DESC, p.exchange DESC, p.price DESC) AS largest
  FROM session_prints p
  WHERE p.session_date = ?1
    -- an auction prints within ten minutes of the open, or the close; what is later is another market's or follows a halt
    AND (p.role IN ('official_close', 'corrected_close')
         OR (p.event_time >= iif(p.role = 'closing_print', ?3, ?2) * 1000000
             AND p.event_time < (iif(p.role = 'closing_print', ?3, ?2) + 600) * 1000000))
), printed AS (
  SELECT symbol,
         coalesce(max(price) FILTER (WHERE role = 'corrected_close' AND latest = 1),
                  max(price) FILTER (WHERE role = 'official_close' AND latest = 1)) AS official_close,
         max(price) FILTER (WHERE role = 'official_open' AND latest = 1) AS official_open,
         max(price) FILTER (WHERE role = 'closing_print' AND largest = 1) AS auction_close,
         max(price) FILTER (WHERE role = 'opening_print' AND largest = 1) AS auction_open,
         max(price) FILTER (WHERE role = 'closing_print') AS auction_high,
         min(price) FILTER (WHERE role = 'closing_print') AS auction_low,
         coalesce(exact_sum(size) FILTER (WHERE role = 'closing_print'), 0) AS auction_volume
  FROM ranked
  GROUP BY symbol
)
INSERT INTO daily_bars AS kept
  (symbol, session_date, open, high, low, close, volume_rth, volume_pre, volume_post, volume_total, trade_count, vwap_rth,
   open_source, close_source, bars_rth, expected_bars, first_bar_ts, last_bar_ts, is_final, origin, adj_factor, revision,
   computed_at)
SELECT f.symbol, ?1,
       coalesce(p.official_open, p.auction_open, f.open),
       max(f.high, coalesce(p.auction_high, f.high), coalesce(p.official_open, p.auction_open, f.open),
           coalesce(p.official_close, f.close)),
       min(f.low, coalesce(p.auction_low, f.low), coalesce(p.official_open, p.auction_open, f.open),
           coalesce(p.official_close, f.close)),
       coalesce(p.official_close, p.auction_close, f.close),
       -- exactly: round(…, 8) spoils what has nine digits before the point
       (SELECT exact_sum(v) FROM (SELECT f.volume_rth AS v UNION ALL
                                  SELECT min(coalesce(p.auction_volume, 0), f.volume_post))),
       f.volume_pre,
       (SELECT exact_sum(v) FROM (SELECT f.volume_post AS v UNION ALL
                                  SELECT -min(coalesce(p.auction_volume, 0), f.volume_post))),
       f.volume_total, f.trade_count, f.vwap,
       CASE WHEN p.official_open IS NOT NULL THEN 'official' WHEN p.auction_open IS NOT NULL THEN 'auction'
            ELSE 'first_rth_bar' END,
       CASE WHEN p.official_close IS NOT NULL THEN 'official' WHEN p.auction_close IS NOT NULL THEN 'auction'
            ELSE 'last_rth_bar' END,
       f.bars_rth, ?4, f.first_bar, f.last_bar, ?5, 'minutes', 1, 1, ?6
FROM day_fold f LEFT JOIN printed p ON p.symbol = f.symbol
WHERE true  -- or "ON CONFLICT" would be read as a join's condition
ON CONFLICT (symbol, session_date) DO UPDATE SET
  open = excluded.open, high = excluded.high, low = excluded.low, close = excluded.close, volume_rth =
  excluded.volume_rth, volume_pre = excluded.volume_pre, volume_post = excluded.volume_post, volume_total =
  excluded.volume_total, trade_count = excluded.trade_count, vwap_rth = excluded.vwap_rth, open_source =
  excluded.open_source, close_source = excluded.close_source, bars_rth = excluded.bars_rth, expected_bars =
  excluded.expected_bars, first_bar_ts = excluded.first_bar_ts, last_bar_ts = excluded.last_bar_ts, is_final =
  excluded.is_final, origin = excluded.origin,
  revision = kept.revision + 1, computed_at = excluded.computed_at
WHERE NOT (kept.origin = 'import' AND excluded.origin = 'minutes')
  AND (?7 = 0 OR (excluded.bars_rth >= kept.bars_rth AND excluded.trade_count >= kept.trade_count
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
