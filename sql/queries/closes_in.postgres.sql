SELECT DISTINCT ON (symbol) (extract(epoch FROM "timestamp"))::bigint, symbol, close
FROM price_bars
WHERE "timestamp" >= $1::timestamptz AND "timestamp" < $2::timestamptz
  AND (volume > 0 OR quality & 4 = 0)  -- Bar::has_price
ORDER BY symbol, "timestamp" DESC
