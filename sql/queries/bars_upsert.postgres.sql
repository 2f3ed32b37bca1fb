INSERT INTO price_bars (symbol, "timestamp", open, high, low, close, volume, vwap, trade_count, revision, quality, created_at)
SELECT symbol, "timestamp", open, high, low, close, volume, vwap, trade_count, revision, quality, $12::timestamptz
FROM unnest($1::text[], $2::timestamptz[], $3::numeric[], $4::numeric[], $5::numeric[], $6::numeric[], $7::numeric[],
            $8::numeric[], $9::bigint[], $10::integer[], $11::smallint[])
  AS batch (symbol, "timestamp", open, high, low, close, volume, vwap, trade_count, revision, quality)
ON CONFLICT (symbol, "timestamp") DO UPDATE SET
  open = excluded.open, high = excluded.high, low = excluded.low, close = excluded.close, volume = excluded.volume,
  vwap = excluded.vwap, trade_count = excluded.trade_count, revision = excluded.revision, quality = excluded.quality,
  created_at = excluded.created_at
WHERE (excluded.revision, excluded.trade_count) > (price_bars.revision, price_bars.trade_count)
