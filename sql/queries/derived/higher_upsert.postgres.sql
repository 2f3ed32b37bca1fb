INSERT INTO {table} AS kept
  (symbol, "timestamp", open, high, low, close, volume, vwap, trade_count, revision, quality, created_at)
SELECT symbol, to_timestamp(start), open, high, low, close, volume, vwap, trade_count, revision, quality,
       'epoch'::timestamptz + $12::bigint * interval '1 microsecond'
FROM unnest($1::bigint[], $2::text[], $3::numeric[], $4::numeric[], $5::numeric[], $6::numeric[], $7::numeric[],
            $8::numeric[], $9::bigint[], $10::integer[], $11::smallint[])
  AS batch (start, symbol, open, high, low, close, volume, vwap, trade_count, revision, quality)
ON CONFLICT (symbol, "timestamp") DO UPDATE SET
  open = excluded.open, high = excluded.high, low = excluded.low, close = excluded.close, volume = excluded.volume,
  vwap = excluded.vwap, trade_count = excluded.trade_count, revision = excluded.revision, quality = excluded.quality,
  created_at = excluded.created_at
WHERE (excluded.revision, excluded.trade_count) >= (kept.revision, kept.trade_count)
  AND (excluded.open, excluded.high, excluded.low, excluded.close, excluded.volume, excluded.vwap, excluded.trade_count,
       excluded.revision, excluded.quality)
      IS DISTINCT FROM
      (kept.open, kept.high, kept.low, kept.close, kept.volume, kept.vwap, kept.trade_count, kept.revision, kept.quality)
