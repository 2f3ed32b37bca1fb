INSERT INTO daily_bars AS kept
  (symbol, session_date, open, high, low, close, volume_rth, volume_pre, volume_post, volume_total, trade_count, vwap_rth,
   open_source, close_source, bars_rth, expected_bars, first_bar_ts, last_bar_ts, is_final, origin, adj_factor, revision,
   computed_at)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, round(?7 + ?8 + ?9, 8), ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, 1, 1, ?20)
ON CONFLICT (symbol, session_date) DO UPDATE SET
  open = excluded.open, high = excluded.high, low = excluded.low, close = excluded.close, volume_rth =
  excluded.volume_rth, volume_pre = excluded.volume_pre, volume_post = excluded.volume_post, volume_total =
  excluded.volume_total, trade_count = excluded.trade_count, vwap_rth = excluded.vwap_rth, open_source =
  excluded.open_source, close_source = excluded.close_source, bars_rth = excluded.bars_rth, expected_bars =
  excluded.expected_bars, first_bar_ts = excluded.first_bar_ts, last_bar_ts = excluded.last_bar_ts, is_final =
  excluded.is_final, origin = excluded.origin,
  revision = kept.revision + 1, computed_at = excluded.computed_at
WHERE NOT (kept.origin = 'import' AND excluded.origin = 'minutes')
  AND (excluded.open, excluded.high, excluded.low, excluded.close, excluded.volume_rth,
       excluded.volume_pre, excluded.volume_post, excluded.volume_total, excluded.trade_count,
       excluded.vwap_rth, excluded.open_source, excluded.close_source, excluded.bars_rth,
       excluded.expected_bars, excluded.first_bar_ts, excluded.last_bar_ts, excluded.is_final,
       excluded.origin)
      IS DISTINCT FROM
      (kept.open, kept.high, kept.low, kept.close, kept.volume_rth, kept.volume_pre, kept.volume_post,
       kept.volume_total, kept.trade_count, kept.vwap_rth, kept.open_source, kept.close_source,
       kept.bars_rth, kept.expected_bars, kept.first_bar_ts, kept.last_bar_ts, kept.is_final, kept.origin)
