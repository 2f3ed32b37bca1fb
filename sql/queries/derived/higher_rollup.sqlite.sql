-- Folds {source} into {table}: one span [?1, ?2) in unix seconds (?3 and ?4: the ends of all of them); symbols of
-- calendar ?5 (that of symbols without a row in instruments is ?6); written at ?7; ?8 a JSON list of symbols, or null;
-- ?9: 1 if bars that are there stay as they are (their minutes went to an archive, and a part of them may be here).
-- A bar whose every price was taken back (Bar::has_price) is put after all others, and before them at the close.
INSERT INTO {table} AS kept
  (timestamp, symbol, open, high, low, close, volume, vwap, trade_count, revision, quality, created_at)
SELECT ?1, b.symbol, first_by(b.open, b.timestamp + b.unpriced),
       coalesce(max(b.high) FILTER (WHERE b.unpriced = 0), max(b.high)),
       coalesce(min(b.low) FILTER (WHERE b.unpriced = 0), min(b.low)), last_by(b.close, b.timestamp - b.unpriced),
       exact_sum(b.volume), weighted_mean(b.vwap, b.volume), sum(b.trade_count), sum(b.revision),
       max(b.quality & 1) | max(b.quality & 2) | max(b.quality & 4) | max(b.quality & 8) | max(b.quality & 16), ?7
FROM (SELECT *, CASE WHEN volume > 0 OR quality & 4 = 0 THEN 0 ELSE 1000000000000 END AS unpriced
      FROM {source}) b LEFT JOIN instruments i ON i.symbol = b.symbol
WHERE b.timestamp >= ?1 AND b.timestamp < ?2 AND ?3 <= ?1 AND ?2 <= ?4
  AND coalesce(nullif(i.calendar, ''), ?6) = ?5
  AND (?8 IS NULL OR b.symbol IN (SELECT value FROM json_each(?8)))
GROUP BY b.symbol
ON CONFLICT (symbol, "timestamp") DO UPDATE SET
  open = excluded.open, high = excluded.high, low = excluded.low, close = excluded.close, volume = excluded.volume,
  vwap = excluded.vwap, trade_count = excluded.trade_count, revision = excluded.revision, quality = excluded.quality,
  created_at = excluded.created_at
WHERE (excluded.revision, excluded.trade_count) >= (kept.revision, kept.trade_count)
  AND ?9 = 0
  AND (excluded.open, excluded.high, excluded.low, excluded.close, excluded.volume, excluded.vwap, excluded.trade_count,
       excluded.revision, excluded.quality)
      IS DISTINCT FROM
      (kept.open, kept.high, kept.low, kept.close, kept.volume, kept.vwap, kept.trade_count, kept.revision, kept.quality)
