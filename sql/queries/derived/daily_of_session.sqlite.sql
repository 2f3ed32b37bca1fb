SELECT d.symbol, d.session_date, d.open, d.high, d.low, d.close, d.volume_rth, d.volume_pre, d.volume_post, d.trade_count,
       d.vwap_rth, d.open_source, d.close_source, d.bars_rth, d.expected_bars, d.first_bar_ts, d.last_bar_ts, d.is_final,
       d.origin, d.revision, d.adj_factor, d.computed_at
FROM daily_bars d
WHERE d.session_date = ?1
ORDER BY d.symbol
