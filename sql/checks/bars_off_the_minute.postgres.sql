-- Bars that do not start on a whole minute, or are stamped outside 1990..2099 (a unit error).
SELECT symbol, "timestamp", 'not the start of a minute' AS problem
FROM price_bars
WHERE extract(epoch FROM "timestamp") % 60 <> 0
   OR "timestamp" < '1990-01-01Z' OR "timestamp" >= '2100-01-01Z';
