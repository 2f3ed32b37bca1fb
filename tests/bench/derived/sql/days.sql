-- Final days of {symbols} symbols, one for each of bench_sessions, the same each time. One in 97 is missing.
INSERT INTO daily_bars
  (symbol, session_date, open, high, low, close, volume_rth, volume_pre, volume_post, volume_total, trade_count, vwap_rth,
   open_source, close_source, bars_rth, expected_bars, first_bar_ts, last_bar_ts, is_final, origin, adj_factor, revision,
   computed_at)
SELECT 'S' || lpad(s::text, 5, '0'), b.day, (c - 15 + (s + b.i) % 31) * 0.01, (c + 20 + (s * 3 + b.i * 7) % 40) * 0.01,
       (c - 20 - (s * 5 + b.i * 3) % 40) * 0.01, c * 0.01, v, 0, 0, v, 0, NULL, 'official', 'official', 0, 390, NULL, NULL, true,
       'import', 1, 1, now()
FROM generate_series(1, {symbols}) AS s CROSS JOIN bench_sessions AS b
CROSS JOIN LATERAL (
  SELECT (3000 + (s % 400) * 25 + 600 * sin(b.i / (9.0 + s % 31)) + 200 * sin(b.i * 1.7 + s))::integer + (s * 31 + b.i * 17) % 37 AS c,
         100000 + (s * 7919 + b.i * 104729) % 900000 AS v
) AS p
WHERE (s * 7 + b.i * 13) % 97 <> 0;
ANALYZE daily_bars;
