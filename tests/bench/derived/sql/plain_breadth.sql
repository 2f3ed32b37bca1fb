-- Breadth of the sessions from {asked} on and the metric values below it, by window functions, in one pass over the days from
-- {cut} on: no window asked for looks further back. The advance-decline line needs one more over all of them.
TRUNCATE plain_metrics, plain_aggregates;
WITH days AS MATERIALIZED (
  SELECT d.symbol, d.session_date AS day, b.i, d.close, d.high, d.low, d.volume_rth AS v, d.revision,
         row_number() OVER s AS n, lag(b.i) OVER s AS before, lag(d.volume_rth) OVER s AS v1, lag(d.close) OVER s AS c1,
         lag(d.close, 4) OVER s AS c4, lag(d.close, 5) OVER s AS c5, lag(d.close, 10) OVER s AS c10,
         lag(d.close, 17) OVER s AS c17, lag(d.close, 22) OVER s AS c22, lag(d.close, 27) OVER s AS c27,
         lag(d.close, 31) OVER s AS c31,
         sum(d.close) OVER (s ROWS 12 PRECEDING) AS s13, sum(d.close) OVER (s ROWS 27 PRECEDING) AS s28,
         sum(d.close) OVER (s ROWS 45 PRECEDING) AS s46,
         sum(d.close) OVER (s ROWS BETWEEN 12 PRECEDING AND 5 PRECEDING) AS s8,
         sum(d.close) OVER (s ROWS 19 PRECEDING) AS s20, sum(d.close) OVER (s ROWS 49 PRECEDING) AS s50,
         sum(d.close) OVER (s ROWS 99 PRECEDING) AS s100, sum(d.close) OVER (s ROWS 199 PRECEDING) AS s200,
         max(d.high) OVER year AS year_high, min(d.low) OVER year AS year_low,
         max(d.close) OVER year AS year_top, min(d.close) OVER year AS year_bottom,
         max(d.high) OVER month AS month_high, min(d.low) OVER month AS month_low
  FROM daily_bars d JOIN bench_sessions b ON b.day = d.session_date
  WHERE d.session_date >= '{cut}' AND d.is_final
  WINDOW s AS (PARTITION BY d.symbol ORDER BY d.session_date),
         year AS (s ROWS BETWEEN 252 PRECEDING AND 1 PRECEDING), month AS (s ROWS BETWEEN 20 PRECEDING AND 1 PRECEDING)
), kept AS (
  INSERT INTO plain_metrics (ticker, as_of_date, "interval", metric_key, value, revision, computed_at)
  SELECT d.symbol, d.day, 'day', k.key, k.value::double precision, d.revision, now()
  FROM days d CROSS JOIN LATERAL (VALUES
    ('sma:13', CASE WHEN n >= 13 THEN s13 / 13 END), ('sma:28', CASE WHEN n >= 28 THEN s28 / 28 END),
    ('sma:46', CASE WHEN n >= 46 THEN s46 / 46 END), ('sma:8:shift=5', CASE WHEN n >= 13 THEN s8 / 8 END),
    ('sma:20', CASE WHEN n >= 20 THEN s20 / 20 END), ('sma:50', CASE WHEN n >= 50 THEN s50 / 50 END),
    ('sma:100', CASE WHEN n >= 100 THEN s100 / 100 END), ('sma:200', CASE WHEN n >= 200 THEN s200 / 200 END),
    ('roc:17', (close - c17) / c17), ('roc:17:shift=5', (c5 - c22) / c22),
    ('roc:27', (close - c27) / c27), ('roc:27:shift=4', (c4 - c31) / c31)) AS k (key, value)
  WHERE d.day >= '{asked}'
), counts AS (
  SELECT day, i,
         count(*) FILTER (WHERE i - before <= 5 AND close > c1) AS adv, count(*) FILTER (WHERE i - before <= 5 AND close < c1) AS dec,
         count(*) FILTER (WHERE i - before <= 5 AND close = c1) AS unc,
         count(*) FILTER (WHERE close > c1) AS adv1, count(*) FILTER (WHERE close < c1) AS dec1,
         count(*) FILTER (WHERE close > c5) AS adv5, count(*) FILTER (WHERE close < c5) AS dec5,
         count(*) FILTER (WHERE close > c10) AS adv10, count(*) FILTER (WHERE close < c10) AS dec10,
         count(*) FILTER (WHERE n >= 13 AND close * 13 > s13) AS a13, count(*) FILTER (WHERE n >= 13 AND close * 13 < s13) AS b13,
         count(*) FILTER (WHERE n >= 28 AND close * 28 > s28) AS a28, count(*) FILTER (WHERE n >= 28 AND close * 28 < s28) AS b28,
         count(*) FILTER (WHERE n >= 46 AND close * 46 > s46) AS a46, count(*) FILTER (WHERE n >= 46 AND close * 46 < s46) AS b46,
         count(*) FILTER (WHERE n >= 13 AND close * 8 > s8) AS a8, count(*) FILTER (WHERE n >= 13 AND close * 8 < s8) AS b8,
         count(*) FILTER (WHERE n >= 20 AND close * 20 > s20) AS a20, count(*) FILTER (WHERE n >= 20 AND close * 20 < s20) AS b20,
         count(*) FILTER (WHERE n >= 50 AND close * 50 > s50) AS a50, count(*) FILTER (WHERE n >= 50 AND close * 50 < s50) AS b50,
         count(*) FILTER (WHERE n >= 100 AND close * 100 > s100) AS a100, count(*) FILTER (WHERE n >= 100 AND close * 100 < s100) AS b100,
         count(*) FILTER (WHERE n >= 200 AND close * 200 > s200) AS a200, count(*) FILTER (WHERE n >= 200 AND close * 200 < s200) AS b200,
         count(*) FILTER (WHERE close * c22 > c5 * c17) AS gt17, count(*) FILTER (WHERE close * c22 < c5 * c17) AS lt17,
         count(*) FILTER (WHERE close * c31 > c4 * c27) AS gt27, count(*) FILTER (WHERE close * c31 < c4 * c27) AS lt27,
         sum(v) FILTER (WHERE i - before <= 5 AND close > c1) AS up_volume, sum(v) FILTER (WHERE i - before <= 5 AND close < c1) AS down_volume,
         count(*) FILTER (WHERE i - before <= 5 AND v > v1 AND close * 100 >= c1 * 104) AS up4,
         count(*) FILTER (WHERE i - before <= 5 AND v > v1 AND close * 100 <= c1 * 96) AS down4,
         count(*) FILTER (WHERE n > 252 AND high > year_high) AS highs, count(*) FILTER (WHERE n > 252 AND low < year_low) AS lows,
         count(*) FILTER (WHERE n > 252 AND close > year_top) AS tops, count(*) FILTER (WHERE n > 252 AND close < year_bottom) AS bottoms,
         count(*) FILTER (WHERE n > 20 AND high > month_high) AS highs20, count(*) FILTER (WHERE n > 20 AND low < month_low) AS lows20
  FROM days WHERE day >= '{asked}' GROUP BY day, i
), line AS (
  SELECT day, sum(sum(sign(close - c1)) FILTER (WHERE i - before <= 5)) OVER (ORDER BY day) AS ad_line
  FROM (SELECT d.session_date AS day, b.i, d.close, lag(d.close) OVER s AS c1, lag(b.i) OVER s AS before
        FROM daily_bars d JOIN bench_sessions b ON b.day = d.session_date
        WHERE d.is_final WINDOW s AS (PARTITION BY d.symbol ORDER BY d.session_date)) AS all_days
  GROUP BY day
)
INSERT INTO plain_aggregates (set_hash, as_of_date, "interval", metric_key, as_of, value, valid_count, missing_count, computed_at)
SELECT 'plain', c.day, 'day', k.key, c.day::timestamptz, k.value::double precision, 0, 0, now()
FROM counts c JOIN line USING (day) CROSS JOIN LATERAL (VALUES
  ('advances', adv), ('declines', dec), ('unchanged', unc), ('ad_1_advances', adv1), ('ad_1_declines', dec1),
  ('ad_5_advances', adv5), ('ad_5_declines', dec5), ('ad_10_advances', adv10), ('ad_10_declines', dec10),
  ('ma_13_above_count', a13), ('ma_13_below_count', b13), ('ma_28_above_count', a28), ('ma_28_below_count', b28),
  ('ma_46_above_count', a46), ('ma_46_below_count', b46), ('ma_8_shift_5_above_count', a8), ('ma_8_shift_5_below_count', b8),
  ('ma_20_above_count', a20), ('ma_20_below_count', b20), ('ma_50_above_count', a50), ('ma_50_below_count', b50),
  ('ma_100_above_count', a100), ('ma_100_below_count', b100), ('ma_200_above_count', a200), ('ma_200_below_count', b200),
  ('roc_17_vs_5_gt_count', gt17), ('roc_17_vs_5_lt_count', lt17), ('roc_27_vs_4_gt_count', gt27), ('roc_27_vs_4_lt_count', lt27),
  ('up_volume', coalesce(up_volume, 0)), ('down_volume', coalesce(down_volume, 0)), ('up_4pct', up4), ('down_4pct', down4),
  ('new_highs', highs), ('new_lows', lows), ('new_highs_close', tops), ('new_lows_close', bottoms),
  ('new_highs_20', highs20), ('new_lows_20', lows20), ('ad_line', coalesce(ad_line, 0))) AS k (key, value);
