-- Each symbol's volume in {table} with start in [?1, ?2), unix seconds.
SELECT symbol, exact_sum(volume)
FROM {table}
WHERE timestamp >= ?1 AND timestamp < ?2
GROUP BY symbol
