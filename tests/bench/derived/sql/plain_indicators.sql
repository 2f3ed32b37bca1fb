-- The indicators that window functions can express, of the sessions from {asked} on, from the days from {cut} on.
TRUNCATE plain_history, plain_snapshot;
WITH days AS (
  SELECT d.symbol, d.session_date AS day, d.close AS c, row_number() OVER s AS n,
         lag(d.close) OVER s AS c1, lag(d.close, 3) OVER s AS c3, lag(d.close, 5) OVER s AS c5, lag(d.close, 17) OVER s AS c17,
         lag(d.close, 20) OVER s AS c20, lag(d.close, 27) OVER s AS c27, lag(d.close, 60) OVER s AS c60,
         lag(d.close, 120) OVER s AS c120, lag(d.close, 252) OVER s AS c252,
         sum(d.close) OVER (s ROWS 4 PRECEDING) AS s5, sum(d.close) OVER (s ROWS 7 PRECEDING) AS s8,
         sum(d.close) OVER (s ROWS 9 PRECEDING) AS s10, sum(d.close) OVER (s ROWS 12 PRECEDING) AS s13,
         sum(d.close) OVER (s ROWS 13 PRECEDING) AS s14, sum(d.close) OVER (s ROWS 19 PRECEDING) AS s20,
         sum(d.close) OVER (s ROWS 20 PRECEDING) AS s21, sum(d.close) OVER (s ROWS 27 PRECEDING) AS s28,
         sum(d.close) OVER (s ROWS 45 PRECEDING) AS s46, sum(d.close) OVER (s ROWS 49 PRECEDING) AS s50,
         sum(d.close) OVER (s ROWS 99 PRECEDING) AS s100, sum(d.close) OVER (s ROWS 149 PRECEDING) AS s150,
         sum(d.close) OVER (s ROWS 199 PRECEDING) AS s200,
         max(d.high) OVER (s ROWS 19 PRECEDING) AS h20, min(d.low) OVER (s ROWS 19 PRECEDING) AS l20,
         max(d.high) OVER (s ROWS 49 PRECEDING) AS h50, min(d.low) OVER (s ROWS 49 PRECEDING) AS l50,
         max(d.high) OVER (s ROWS 251 PRECEDING) AS h252, min(d.low) OVER (s ROWS 251 PRECEDING) AS l252
  FROM daily_bars d JOIN bench_sessions b ON b.day = d.session_date
  WHERE d.session_date >= '{cut}' AND d.is_final
  WINDOW s AS (PARTITION BY d.symbol ORDER BY d.session_date)
), kept AS (
  INSERT INTO plain_history
    (symbol, analysis_type, as_of_date, close, perf_1d, perf_20d, perf_252d, payload, revision, computed_at)
  SELECT symbol, 'technical_1d', day, c, 100 * (c - c1) / c1, 100 * (c - c20) / c20, 100 * (c - c252) / c252,
         jsonb_build_object(
           'perf_3d', 100 * (c - c3) / c3, 'perf_5d', 100 * (c - c5) / c5, 'perf_60d', 100 * (c - c60) / c60,
           'perf_120d', 100 * (c - c120) / c120, 'roc_17', (c - c17) / c17, 'roc_27', (c - c27) / c27,
           'sma_5', CASE WHEN n >= 5 THEN s5 / 5 END, 'sma_8', CASE WHEN n >= 8 THEN s8 / 8 END,
           'sma_10', CASE WHEN n >= 10 THEN s10 / 10 END, 'sma_13', CASE WHEN n >= 13 THEN s13 / 13 END,
           'sma_14', CASE WHEN n >= 14 THEN s14 / 14 END, 'sma_20', CASE WHEN n >= 20 THEN s20 / 20 END,
           'sma_21', CASE WHEN n >= 21 THEN s21 / 21 END, 'sma_28', CASE WHEN n >= 28 THEN s28 / 28 END,
           'sma_46', CASE WHEN n >= 46 THEN s46 / 46 END, 'sma_50', CASE WHEN n >= 50 THEN s50 / 50 END,
           'sma_100', CASE WHEN n >= 100 THEN s100 / 100 END, 'sma_150', CASE WHEN n >= 150 THEN s150 / 150 END,
           'sma_200', CASE WHEN n >= 200 THEN s200 / 200 END,
           'range_pos_20d', CASE WHEN n >= 20 AND h20 > l20 THEN 100 * (c - l20) / (h20 - l20) END,
           'range_pos_50d', CASE WHEN n >= 50 AND h50 > l50 THEN 100 * (c - l50) / (h50 - l50) END,
           'range_pos_252d', CASE WHEN n >= 252 AND h252 > l252 THEN 100 * (c - l252) / (h252 - l252) END),
         1, now()
  FROM days WHERE day >= '{asked}'
  RETURNING *
)
INSERT INTO plain_snapshot (symbol, analysis_type, as_of_date, close, perf_1d, perf_20d, perf_252d, payload, revision, computed_at)
SELECT DISTINCT ON (symbol) symbol, analysis_type, as_of_date, close, perf_1d, perf_20d, perf_252d, payload, revision, computed_at
FROM kept ORDER BY symbol, as_of_date DESC;
