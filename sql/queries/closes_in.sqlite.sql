-- SQLite takes the other columns of a max() from the row that has it.
SELECT max(timestamp), symbol, close
FROM price_bars
WHERE timestamp >= ?1 AND timestamp < ?2 AND (volume > 0 OR quality & 4 = 0)  -- Bar::has_price
GROUP BY symbol
ORDER BY symbol
