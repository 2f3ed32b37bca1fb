-- Bars that do not start on a whole minute, or are stamped outside 1990..2099 (a unit error).
SELECT symbol, "timestamp", 'not the start of a minute' AS problem
FROM price_bars
WHERE "timestamp" % 60 <> 0 OR "timestamp" < 631152000 OR "timestamp" >= 4102444800;
