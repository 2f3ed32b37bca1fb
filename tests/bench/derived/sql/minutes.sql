-- {bars} regular minutes of {symbols} symbols from {open} on (unix seconds), the same each time. One in 53 is missing.
INSERT INTO price_bars (symbol, "timestamp", open, high, low, close, volume, vwap, trade_count, revision, quality, created_at)
SELECT 'S' || lpad(s::text, 5, '0'), to_timestamp({open}) + m * interval '1 minute', o * 0.01, (greatest(o, c) + s % 7) * 0.01,
       (least(o, c) - m % 5) * 0.01, c * 0.01, 100 + (s * 31 + m * 17) % 900, (o + c) * 0.005, 1 + (s + m) % 40, 1, 0, now()
FROM generate_series(1, {symbols}) AS s CROSS JOIN generate_series(0, {bars} - 1) AS m
CROSS JOIN LATERAL (SELECT 2000 + (s % 400) * 25 + (s * 7 + m * 13) % 41 AS o, 2000 + (s % 400) * 25 + (s * 11 + m * 19) % 43 AS c) AS p
WHERE (s * 5 + m * 3) % 53 <> 0;
ANALYZE price_bars;
