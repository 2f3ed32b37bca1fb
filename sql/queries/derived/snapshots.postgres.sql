SELECT symbol, analysis_type, as_of_date, close, rsi_14, atr_14, adx_14, macd, ma_bucket, stage_label,
       stage_slope_pct, stage_dist_pct, perf_1d, perf_20d, perf_252d, payload, revision,
       (extract(epoch FROM computed_at) * 1000000)::bigint,
       (extract(epoch FROM expiry_timestamp) * 1000000)::bigint
FROM market_snapshot
WHERE analysis_type = $1 AND ($2::text IS NULL OR symbol = $2::text)
ORDER BY symbol
