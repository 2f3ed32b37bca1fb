-- Longer bars whose prices contradict each other.
SELECT symbol, "timestamp", 'prices contradict each other' AS problem
FROM (SELECT * FROM bars_5m UNION ALL SELECT * FROM bars_15m UNION ALL SELECT * FROM bars_1h) AS bars
WHERE NOT (low <= open AND open <= high AND low <= close AND close <= high AND low > 0)
   OR NOT (vwap IS NULL OR (low <= vwap AND vwap <= high))
   OR trade_count < 0 OR revision < 0 OR quality < 0 OR quality > 31;
