-- The newest $3 up to session $2.
SELECT d.symbol, d.session_date, d.open, d.high, d.low, d.close, d.volume_rth, d.volume_pre, d.volume_post, d.trade_count,
       d.vwap_rth, d.open_source, d.close_source, d.bars_rth, d.expected_bars, extract(epoch FROM d.first_bar_ts)::bigint,
       extract(epoch FROM d.last_bar_ts)::bigint, d.is_final::integer, d.origin, d.revision, d.adj_factor,
       (extract(epoch FROM d.computed_at) * 1000000)::bigint
FROM daily_bars d
WHERE d.symbol = $1 AND d.session_date <= $2::date
ORDER BY d.session_date DESC
LIMIT $3::bigint
