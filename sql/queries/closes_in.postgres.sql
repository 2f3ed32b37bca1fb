SELECT DISTINCT ON (symbol) (extract(epoch FROM "timestamp"))::bigint, symbol, close
FROM price_bars
WHERE "timestamp" >= $1::timestamptz AND "timestamp" < $2::timestamptz
ORDER BY symbol, "timestamp" DESC
