-- The newest revision of a session, unless a later session stands there already.
INSERT INTO market_snapshot AS kept
  (symbol, analysis_type, as_of_date, close, rsi_14, atr_14, adx_14, macd, ma_bucket, stage_label,
   stage_slope_pct, stage_dist_pct, perf_1d, perf_20d, perf_252d, payload, revision, computed_at,
   expiry_timestamp)
SELECT h.symbol, h.analysis_type, h.as_of_date, h.close, h.rsi_14, h.atr_14, h.adx_14, h.macd, h.ma_bucket,
       h.stage_label, h.stage_slope_pct, h.stage_dist_pct, h.perf_1d, h.perf_20d, h.perf_252d, h.payload,
       h.revision, h.computed_at, ?4
FROM market_snapshot_history h
WHERE h.symbol = ?1 AND h.analysis_type = ?2 AND h.as_of_date = ?3
  AND h.revision = (SELECT max(revision) FROM market_snapshot_history
                    WHERE symbol = ?1 AND analysis_type = ?2 AND as_of_date = ?3)
ON CONFLICT (symbol, analysis_type) DO UPDATE SET
  as_of_date = excluded.as_of_date, close = excluded.close, rsi_14 = excluded.rsi_14,
  atr_14 = excluded.atr_14, adx_14 = excluded.adx_14, macd = excluded.macd, ma_bucket = excluded.ma_bucket,
  stage_label = excluded.stage_label, stage_slope_pct = excluded.stage_slope_pct,
  stage_dist_pct = excluded.stage_dist_pct, perf_1d = excluded.perf_1d, perf_20d = excluded.perf_20d,
  perf_252d = excluded.perf_252d, payload = excluded.payload, revision = excluded.revision,
  computed_at = excluded.computed_at, expiry_timestamp = excluded.expiry_timestamp
WHERE excluded.as_of_date >= kept.as_of_date
  AND (excluded.as_of_date, excluded.close, excluded.rsi_14, excluded.atr_14, excluded.adx_14, excluded.macd,
       excluded.ma_bucket, excluded.stage_label, excluded.stage_slope_pct, excluded.stage_dist_pct,
       excluded.perf_1d, excluded.perf_20d, excluded.perf_252d, excluded.payload, excluded.revision)
      IS DISTINCT FROM
      (kept.as_of_date, kept.close, kept.rsi_14, kept.atr_14, kept.adx_14, kept.macd, kept.ma_bucket,
       kept.stage_label, kept.stage_slope_pct, kept.stage_dist_pct, kept.perf_1d, kept.perf_20d,
       kept.perf_252d, kept.payload, kept.revision)
