-- Each symbol's volume in {table} with start in [$1, $2), unix seconds.
SELECT symbol, sum(volume)
FROM {table}
WHERE "timestamp" >= to_timestamp($1::bigint) AND "timestamp" < to_timestamp($2::bigint)
GROUP BY symbol
