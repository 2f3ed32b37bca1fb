-- Bars whose prices contradict each other, or that count nothing.
SELECT symbol, "timestamp", 'prices contradict each other' AS problem
FROM price_bars
WHERE NOT (low <= open AND open <= high AND low <= close AND close <= high AND low > 0)
   OR NOT (vwap IS NULL OR (low <= vwap AND vwap <= high))
   OR trade_count < 0
   OR (trade_count = 0 AND (quality & 12) = 0)  -- only an import, or a minute whose every print was taken back, counts none
   OR revision < 0 OR quality < 0 OR quality > 31;
