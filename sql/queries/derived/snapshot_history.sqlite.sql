SELECT h.symbol, h.analysis_type, h.as_of_date, h.close, h.rsi_14, h.atr_14, h.adx_14, h.macd, h.ma_bucket,
       h.stage_label, h.stage_slope_pct, h.stage_dist_pct, h.perf_1d, h.perf_20d, h.perf_252d, h.payload,
       h.revision, h.computed_at
FROM market_snapshot_history h
WHERE h.symbol = ?1 AND h.analysis_type = ?2 AND h.as_of_date >= ?3 AND h.as_of_date <= ?4
  AND (?5 = 1 OR NOT EXISTS (SELECT 1 FROM market_snapshot_history later
                             WHERE later.symbol = h.symbol AND later.analysis_type = h.analysis_type
                               AND later.as_of_date = h.as_of_date AND later.revision > h.revision))
ORDER BY h.as_of_date, h.revision
