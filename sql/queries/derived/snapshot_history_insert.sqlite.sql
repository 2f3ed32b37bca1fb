-- A revision more where figures differ from those of the newest one.
INSERT INTO market_snapshot_history
  (symbol, analysis_type, as_of_date, close, rsi_14, atr_14, adx_14, macd, ma_bucket, stage_label,
   stage_slope_pct, stage_dist_pct, perf_1d, perf_20d, perf_252d, payload, revision, computed_at)
SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16,
       coalesce(newest.revision, 0) + 1, ?17
FROM (SELECT 1) LEFT JOIN (
  SELECT * FROM market_snapshot_history
  WHERE symbol = ?1 AND analysis_type = ?2 AND as_of_date = ?3
  ORDER BY revision DESC LIMIT 1
) AS newest
WHERE newest.revision IS NULL
   OR (newest.close, newest.rsi_14, newest.atr_14, newest.adx_14, newest.macd, newest.ma_bucket,
       newest.stage_label, newest.stage_slope_pct, newest.stage_dist_pct, newest.perf_1d, newest.perf_20d,
       newest.perf_252d, newest.payload)
      IS DISTINCT FROM
      (?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)
