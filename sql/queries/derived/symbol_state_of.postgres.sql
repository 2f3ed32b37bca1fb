SELECT symbol, price, extract(epoch FROM price_ts)::bigint, session_date, yesterday_close,
       yesterday_close_source, yesterday_close_quality, yesterday_date, today_open, today_open_source,
       today_open_quality, pre_market_open, pre_market_open_source, pre_market_open_quality, rth_open,
       rth_open_source, rth_open_quality, post_market_open, post_market_open_source, post_market_open_quality,
       pct_from_yesterday, pct_from_open, pct_from_pre, pct_from_post, gap_pct, pct_1min, pct_1min_stale,
       pct_5min, pct_5min_stale, pct_15min, pct_15min_stale, hod_price, extract(epoch FROM hod_ts)::bigint,
       hod_pct, lod_price, extract(epoch FROM lod_ts)::bigint, lod_pct, vwap, vwap_distance_pct, day_volume,
       relative_volume, (extract(epoch FROM last_updated) * 1000000)::bigint
FROM symbol_state
WHERE symbol = $1
