SELECT symbol, analysis_type, as_of_date, close, rsi_14, atr_14, adx_14, macd, ma_bucket, stage_label,
       stage_slope_pct, stage_dist_pct, perf_1d, perf_20d, perf_252d, payload, revision, computed_at,
       expiry_timestamp
FROM market_snapshot
WHERE analysis_type = ?1 AND (?2 IS NULL OR symbol = ?2)
ORDER BY symbol
