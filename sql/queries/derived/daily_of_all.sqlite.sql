-- Symbol by symbol, as the key is: the index on session_date would have to be sorted, and a whole range of many sessions
-- is too much for that. The rows come in the order of the two loops, (symbol, session_date).
WITH RECURSIVE every (symbol) AS (
  SELECT min(symbol) FROM daily_bars
  UNION ALL
  SELECT (SELECT min(symbol) FROM daily_bars WHERE symbol > every.symbol) FROM every WHERE every.symbol IS NOT NULL
)
SELECT d.symbol, d.session_date, d.open, d.high, d.low, d.close, d.volume_rth, d.volume_pre, d.volume_post, d.trade_count,
       d.vwap_rth, d.open_source, d.close_source, d.bars_rth, d.expected_bars, d.first_bar_ts, d.last_bar_ts, d.is_final,
       d.origin, d.revision, d.adj_factor, d.computed_at
FROM every CROSS JOIN daily_bars d
WHERE d.symbol = every.symbol AND d.session_date >= ?1 AND d.session_date <= ?2
