-- Folds {source} into {table}: spans [$1, $2) in unix seconds, ascending, within [$3, $4); symbols of calendar $5
-- (that of symbols without a row in instruments is $6); written at $7; $8 a JSON list of symbols, or null for all;
-- $9: 1 if bars that are there stay as they are (their minutes went to an archive, and a part of them may be here).
-- The first open is the second element of the least (time, open): unlike array_agg ORDER BY it needs no sorting, so all
-- symbols and spans are hashed in one pass over the bars.
-- A bar whose every price was taken back (Bar::has_price) is put after all others, and before them at the close.
WITH span AS MATERIALIZED (
  SELECT array_agg(to_timestamp(s) ORDER BY s) AS starts, array_agg(to_timestamp(e) ORDER BY s) AS ends
  FROM unnest($1::bigint[], $2::bigint[]) AS given (s, e)
), placed AS (
  SELECT b.*, width_bucket(b."timestamp", (SELECT starts FROM span)) AS place,
         CASE WHEN b.volume > 0 OR b.quality & 4 = 0 THEN 0 ELSE 1000000000000 END AS unpriced
  FROM {source} b LEFT JOIN instruments i ON i.symbol = b.symbol
  WHERE b."timestamp" >= to_timestamp($3::bigint) AND b."timestamp" < to_timestamp($4::bigint)
    AND coalesce(nullif(i.calendar, ''), $6::text) = $5::text
    AND ($8::jsonb IS NULL OR b.symbol = ANY (ARRAY(SELECT jsonb_array_elements_text($8::jsonb))))
)
INSERT INTO {table} AS kept
  (symbol, "timestamp", open, high, low, close, volume, vwap, trade_count, revision, quality, created_at)
SELECT symbol, (SELECT starts FROM span)[place],
       (min(ARRAY[extract(epoch FROM "timestamp") + unpriced, open]))[2],
       coalesce(max(high) FILTER (WHERE unpriced = 0), max(high)),
       coalesce(min(low) FILTER (WHERE unpriced = 0), min(low)),
       (max(ARRAY[extract(epoch FROM "timestamp") - unpriced, close]))[2], sum(volume),
       -- half up to 1e-9, exactly
       trim_scale(div(2000000000 * sum(vwap * volume) + sum(volume) FILTER (WHERE vwap IS NOT NULL),
                      nullif(2 * sum(volume) FILTER (WHERE vwap IS NOT NULL), 0)) * 0.000000001),
       sum(trade_count), sum(revision), bit_or(quality),
       'epoch'::timestamptz + $7::bigint * interval '1 microsecond'
FROM placed
WHERE place > 0 AND "timestamp" < (SELECT ends FROM span)[place]
GROUP BY symbol, place
ON CONFLICT (symbol, "timestamp") DO UPDATE SET
  open = excluded.open, high = excluded.high, low = excluded.low, close = excluded.close, volume = excluded.volume,
  vwap = excluded.vwap, trade_count = excluded.trade_count, revision = excluded.revision, quality = excluded.quality,
  created_at = excluded.created_at
WHERE (excluded.revision, excluded.trade_count) >= (kept.revision, kept.trade_count)
  AND $9::bigint = 0
  AND (excluded.open, excluded.high, excluded.low, excluded.close, excluded.volume, excluded.vwap, excluded.trade_count,
       excluded.revision, excluded.quality)
      IS DISTINCT FROM
      (kept.open, kept.high, kept.low, kept.close, kept.volume, kept.vwap, kept.trade_count, kept.revision, kept.quality)
