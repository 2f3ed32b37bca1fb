-- A revision more where figures differ from those of the newest one. Another run may have written that revision since
-- the newest one was read: its row stays.
INSERT INTO market_snapshot_history
  (symbol, analysis_type, as_of_date, close, rsi_14, atr_14, adx_14, macd, ma_bucket, stage_label,
   stage_slope_pct, stage_dist_pct, perf_1d, perf_20d, perf_252d, payload, revision, computed_at)
SELECT batch.symbol, batch.analysis_type, batch.as_of_date, batch.close, batch.rsi_14, batch.atr_14,
       batch.adx_14, batch.macd, batch.ma_bucket, batch.stage_label, batch.stage_slope_pct,
       batch.stage_dist_pct, batch.perf_1d, batch.perf_20d, batch.perf_252d, batch.payload,
       coalesce(newest.revision, 0) + 1, 'epoch'::timestamptz + $17::bigint * interval '1 microsecond'
FROM unnest($1::text[], $2::text[], $3::date[], $4::numeric[], $5::double precision[], $6::double precision[],
            $7::double precision[], $8::double precision[], $9::text[], $10::text[], $11::double precision[],
            $12::double precision[], $13::double precision[], $14::double precision[],
            $15::double precision[], $16::jsonb[])
  AS batch (symbol, analysis_type, as_of_date, close, rsi_14, atr_14, adx_14, macd, ma_bucket, stage_label,
            stage_slope_pct, stage_dist_pct, perf_1d, perf_20d, perf_252d, payload)
LEFT JOIN LATERAL (
  SELECT * FROM market_snapshot_history h
  WHERE h.symbol = batch.symbol AND h.analysis_type = batch.analysis_type AND h.as_of_date = batch.as_of_date
  ORDER BY h.revision DESC LIMIT 1
) AS newest ON true
WHERE newest.revision IS NULL
   OR (newest.close, newest.rsi_14, newest.atr_14, newest.adx_14, newest.macd, newest.ma_bucket,
       newest.stage_label, newest.stage_slope_pct, newest.stage_dist_pct, newest.perf_1d, newest.perf_20d,
       newest.perf_252d, newest.payload)
      IS DISTINCT FROM
      (batch.close, batch.rsi_14, batch.atr_14, batch.adx_14, batch.macd, batch.ma_bucket, batch.stage_label,
       batch.stage_slope_pct, batch.stage_dist_pct, batch.perf_1d, batch.perf_20d, batch.perf_252d,
       batch.payload)
ON CONFLICT (symbol, analysis_type, as_of_date, revision) DO NOTHING
