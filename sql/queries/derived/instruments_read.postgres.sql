SELECT symbol, calendar, feed, name, exchange, security_type, sector, industry, sub_industry, market_cap,
       is_active, (extract(epoch FROM first_seen_at) * 1000000)::bigint,
       (extract(epoch FROM updated_at) * 1000000)::bigint
FROM instruments
WHERE ($1::text IS NULL OR symbol = $1::text)
ORDER BY symbol
