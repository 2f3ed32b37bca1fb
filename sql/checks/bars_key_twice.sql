-- A key twice: impossible while the primary key is intact.
SELECT symbol, "timestamp", 'key twice' AS problem
FROM price_bars
GROUP BY symbol, "timestamp"
HAVING count(*) > 1;
