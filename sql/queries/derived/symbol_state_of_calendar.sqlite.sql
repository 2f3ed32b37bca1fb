SELECT s.symbol, s.price, s.price_ts, s.session_date, s.yesterday_close, s.yesterday_close_source,
       s.yesterday_close_quality, s.yesterday_date, s.today_open, s.today_open_source, s.today_open_quality,
       s.pre_market_open, s.pre_market_open_source, s.pre_market_open_quality, s.rth_open, s.rth_open_source,
       s.rth_open_quality, s.post_market_open, s.post_market_open_source, s.post_market_open_quality,
       s.pct_from_yesterday, s.pct_from_open, s.pct_from_pre, s.pct_from_post, s.gap_pct, s.pct_1min,
       s.pct_1min_stale, s.pct_5min, s.pct_5min_stale, s.pct_15min, s.pct_15min_stale, s.hod_price, s.hod_ts,
       s.hod_pct, s.lod_price, s.lod_ts, s.lod_pct, s.vwap, s.vwap_distance_pct, s.day_volume,
       s.relative_volume, s.last_updated
FROM symbol_state s LEFT JOIN instruments i ON i.symbol = s.symbol
WHERE ?1 = '' OR coalesce(nullif(i.calendar, ''), ?2) = ?1
ORDER BY s.symbol
